"""The rows of the bench that are given the sound alone."""

from itertools import pairwise

import numpy as np
import pytest

from visavis.bench.lipsync.by_ear import BY_EAR, CHUNK_SAMPLES, hear
from visavis.bench.lipsync.flite import Flite
from visavis.bench.lipsync.flite_material import flite_recordings
from visavis.bench.lipsync.methods import METHODS
from visavis.bench.lipsync.results import as_table
from visavis.bench.lipsync.runner import run_recordings
from visavis.bench.lipsync.sentences import sentences
from visavis.speech.recogniser.recogniser import LOOKAHEAD_MS
from visavis.speech.recogniser.spectrum import RATE_HZ

pytestmark = pytest.mark.contract

MOST_LOOKAHEAD_MS = 60


async def test_a_voice_that_was_not_trained_on_is_scored_without_its_text(flite: Flite) -> None:
    recordings = list(flite_recordings(flite, "rms", sentences("en")[:8]))
    found = await run_recordings(recordings, sorted(BY_EAR), lambda _: None)
    rows = {row.method: row for row in found}
    assert set(rows) == BY_EAR <= set(METHODS)
    for row in rows.values():
        assert row.viseme_frames is not None
        # A mouth that knows nothing is right in a tenth of the frames.
        assert row.viseme_frames > 60
        assert row.bilabial_hit is not None
        assert row.bilabial_hit > 70
        assert row.bilabial_false is not None
        assert row.bilabial_false < 40
        assert (row.median_ms, row.matched, row.kinds) == (None, None, {}), "what stands in for shapes is no phone"
        assert row.phones == sum(bool(phone.ipa) for recording in recordings for phone in recording.phones)
        assert row.cpu is not None
    assert rows["audio"].lookahead_ms is None
    live_ms = rows["live"].lookahead_ms
    assert live_ms is not None
    assert LOOKAHEAD_MS <= live_ms < LOOKAHEAD_MS + CHUNK_SAMPLES * 1000 / RATE_HZ
    assert live_ms <= MOST_LOOKAHEAD_MS
    assert "ahead ms" in as_table(found)


@pytest.mark.parametrize("method", sorted(BY_EAR))
@pytest.mark.parametrize("rate_hz", [8000, 16_000, 20_000, 44_100])
def test_shapes_cover_the_sound(method: str, rate_hz: int) -> None:
    noise = np.random.default_rng(1).normal(0, 1000, rate_hz).astype(np.int16)
    heard = hear(method, noise, rate_hz)
    assert all(one.end_ms == other.onset_ms for one, other in pairwise(heard.shapes))
    assert heard.shapes[0].onset_ms == 0
    assert heard.shapes[-1].end_ms == pytest.approx(1000, abs=0.1)


@pytest.mark.parametrize("method", sorted(BY_EAR))
def test_silence_shows_no_shape(method: str) -> None:
    assert {shape.ipa for shape in hear(method, np.zeros(8000, dtype=np.int16), 16_000).shapes} == {""}


@pytest.mark.parametrize(("colour", "dbfs"), [("white", -35), ("pink", -35), ("hum", -20)])
def test_what_nobody_says_moves_no_lips(colour: str, dbfs: float) -> None:
    samples = 6 * RATE_HZ
    random = np.random.default_rng(3)
    if colour == "hum":
        seconds = np.arange(samples) / RATE_HZ
        sound = np.sum([np.sin(2 * np.pi * 50 * overtone * seconds) / overtone for overtone in range(1, 8)], axis=0)
    else:
        spectrum = np.fft.rfft(random.normal(size=samples))
        if colour == "pink":
            spectrum /= np.sqrt(np.maximum(np.arange(len(spectrum)), 1))
        sound = np.fft.irfft(spectrum, samples)
    sound *= 10 ** (dbfs / 20) * 32767 / np.abs(sound).max()
    heard = hear("live", sound.astype(np.int16), RATE_HZ)
    moving_ms = sum(shape.end_ms - shape.onset_ms for shape in heard.shapes if shape.ipa)
    assert moving_ms < 0.05 * 6000


@pytest.mark.parametrize("noise", [0.0, 0.001, 0.003])
def test_lips_rest_for_as_long_as_a_pause_lasts(flite: Flite, noise: float) -> None:
    (recording,) = flite_recordings(flite, "slt", sentences("en")[:1])
    said = recording.samples
    room = np.random.default_rng(1).normal(0, 1, len(said) + 12 * recording.rate_hz) * noise
    room[: len(said)] += said
    heard = hear("live", (room * 32767).astype(np.int16), recording.rate_hz)
    over_ms = 1000 * len(said) / recording.rate_hz + 600
    assert [shape for shape in heard.shapes if shape.ipa and shape.end_ms > over_ms] == []
    assert sum(bool(shape.ipa) for shape in heard.shapes) > 10
