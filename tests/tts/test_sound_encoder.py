"""Files of every form: whatever decodes them finds each sample where it was."""

from __future__ import annotations

import io

import av
import numpy as np
import pytest
import soundfile
import soxr
from numpy.typing import NDArray

from visavis.tts.sound_encoder import FILE_ENDINGS, SoundForm, encoded, open_encoder

pytestmark = pytest.mark.unit

FORMS: tuple[SoundForm, ...] = ("wav", "flac", "mp3", "ogg")
RATES_HZ = (8000, 16_000, 22_050, 24_000, 44_100, 48_000)
PIECE_MS = 120


def babble(seconds: float, rate_hz: int) -> NDArray[np.int16]:
    """Noise that comes and goes like syllables: no stretch of it is like another."""
    random = np.random.default_rng(7)
    at = np.arange(round(seconds * 8000)) / 8000
    sound = np.convolve(random.normal(0, 1, len(at)), np.hanning(9) / 4, "same") * np.sin(2 * np.pi * 2.1 * at) ** 2
    return np.clip(soxr.resample(sound, 8000, rate_hz) * 6000, -32000, 32000).astype(np.int16)


def streamed(pcm: bytes, form: SoundForm, rate_hz: int) -> list[bytes]:
    encoder = open_encoder(form, rate_hz)
    step = 2 * (rate_hz * PIECE_MS // 1000)
    return [*(encoder.push(pcm[at : at + step]) for at in range(0, len(pcm), step)), encoder.finish()]


def decoded_by_ffmpeg(file: bytes) -> tuple[NDArray[np.float64], int]:
    with av.open(io.BytesIO(file)) as container:
        frames = list(container.decode(audio=0))
    sound = np.concatenate([frame.to_ndarray().reshape(-1) for frame in frames])
    return sound.astype(np.float64), frames[0].sample_rate


def delay_samples(sound: NDArray[np.int16], heard: NDArray[np.float64], heard_hz: int, rate_hz: int) -> int:
    """How much later it is heard, by cross-correlation, in samples of what is heard."""
    said = soxr.resample(sound.astype(np.float64), rate_hz, heard_hz)
    size = 1 << (len(said) + len(heard)).bit_length()
    likeness = np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(said, size)), size)
    found = int(np.argmax(likeness))
    return found - size if found > size // 2 else found


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_a_whole_file_has_every_sample_in_its_place(form: SoundForm, rate_hz: int) -> None:
    sound = babble(1.3, rate_hz)
    file = encoded(sound.tobytes(), form, rate_hz)
    for heard, heard_hz in (soundfile.read(io.BytesIO(file)), decoded_by_ffmpeg(file)):
        assert abs(delay_samples(sound, heard, heard_hz, rate_hz)) <= 1
        assert len(heard) / heard_hz == pytest.approx(len(sound) / rate_hz, abs=2 / rate_hz)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_a_stream_has_every_sample_in_its_place(form: SoundForm, rate_hz: int) -> None:
    sound = babble(1.3, rate_hz)
    file = b"".join(streamed(sound.tobytes(), form, rate_hz))
    decoded = [decoded_by_ffmpeg(file)]
    if form != "flac":  # which libsndfile reads only with its length
        decoded.append(soundfile.read(io.BytesIO(file)))
    for heard, heard_hz in decoded:
        assert abs(delay_samples(sound, heard, heard_hz, rate_hz)) <= 1
        surplus_s = len(heard) / heard_hz - len(sound) / rate_hz
        assert -2 / rate_hz <= surplus_s <= (0.15 if form == "mp3" else 2 / rate_hz)


@pytest.mark.parametrize("form", FORMS)
def test_bytes_come_out_as_sound_goes_in(form: SoundForm) -> None:
    parts = streamed(babble(3, 24_000).tobytes(), form, 24_000)
    assert sum(map(bool, parts[:9])) >= 3, "within a second"
    assert len(parts[-1]) < sum(map(len, parts)) / 2, "the end brings only the rest"


@pytest.mark.parametrize("form", ["wav", "flac"])
def test_forms_without_loss_lose_nothing(form: SoundForm) -> None:
    sound = babble(0.5, 22_050)
    heard, rate_hz = soundfile.read(io.BytesIO(encoded(sound.tobytes(), form, 22_050)), dtype="int16")
    assert rate_hz == 22_050
    assert np.array_equal(heard, sound)


@pytest.mark.parametrize("form", FORMS)
def test_nothing_can_be_written_too(form: SoundForm) -> None:
    assert encoded(b"", form, 24_000)
    assert open_encoder(form, 24_000).finish()


@pytest.mark.parametrize("rate_hz", [7999, 48_001, 0])
def test_a_rate_beyond_the_range_is_refused(rate_hz: int) -> None:
    with pytest.raises(ValueError, match=f"8000 to 48000 Hz can be encoded, got {rate_hz}"):
        open_encoder("ogg", rate_hz)


def test_every_ending_has_a_form() -> None:
    assert set(FILE_ENDINGS.values()) == set(FORMS)
