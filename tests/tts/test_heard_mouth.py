"""The mouth from sound alone: phones without a gap, slips left out, lips that shut stay shut, loudness if all fails."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from itertools import pairwise

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings
from numpy.typing import NDArray

from visavis.protocol.channels import VISEME15
from visavis.speech.cues import Phone
from visavis.speech.recogniser.model_file import ModelFileError
from visavis.tts import heard_mouth
from visavis.tts.compute import Compute
from visavis.tts.heard_mouth import LONGEST_FRAMES, HeardMouth
from visavis.tts.heard_sound import HeardSound

pytestmark = pytest.mark.unit

RATE_HZ = 16000
FRAME = 160


def buzz(seconds: float, rate_hz: int = RATE_HZ) -> NDArray[np.int16]:
    at = np.arange(round(seconds * rate_hz)) / rate_hz
    sound = sum(np.sin(2 * np.pi * 125 * n * at) * np.sin(n + 9 * at) / n for n in range(1, 20)) * 4000
    return np.rint(sound).astype(np.int16)


def joined(phones: Sequence[Phone]) -> list[Phone]:
    """Equal neighbours as one."""
    whole: list[Phone] = []
    for phone in phones:
        same = bool(whole) and whole[-1].ipa == phone.ipa
        onset = whole.pop().onset_samples if same else phone.onset_samples
        whole.append(Phone(phone.ipa, onset, phone.end_samples, phone.stress))
    return whole


def covers(phones: Sequence[Phone], first: int, end: int) -> bool:
    touching = all(one.end_samples == other.onset_samples for one, other in pairwise(phones))
    return touching and (phones[0].onset_samples, phones[-1].end_samples) == (first, end)


class ScriptedRecogniser:
    """Recognises what it is told to, a name for each frame, at once; nothing after that."""

    script: Sequence[str] = ()

    def __init__(self) -> None:
        self.heard = self.given = 0

    def push(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        self.heard += len(samples)
        first, self.given = self.given, max(self.given, self.heard // FRAME)
        rows = np.zeros((self.given - first, len(VISEME15)), dtype=np.float32)
        for at, row in enumerate(rows, start=first):
            row[VISEME15.index(self.script[at] if at < len(self.script) else "sil")] = 1
        return rows


def heard(monkeypatch: pytest.MonkeyPatch, *script: tuple[str, int]) -> list[tuple[str, int]]:
    """The phones of a script of shapes and how many frames each lasts, as frames."""
    names = [name for name, frames in script for _ in range(frames)]
    monkeypatch.setattr(ScriptedRecogniser, "script", names)
    monkeypatch.setattr(heard_mouth, "Recogniser", ScriptedRecogniser)
    phones = joined(HeardMouth(RATE_HZ).push(np.zeros(len(names) * FRAME, dtype=np.int16), last=True))
    lengths = [(phone.ipa, round((phone.end_samples - phone.onset_samples) / FRAME)) for phone in phones]
    return [(ipa, frames) for ipa, frames in lengths if frames]


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 12_000), max_size=5))
def test_any_split_gives_the_same_phones(cuts: list[int]) -> None:
    whole = joined(HeardMouth(RATE_HZ).push(buzz(0.75), last=True))
    mouth = HeardMouth(RATE_HZ)
    pieces = [mouth.push(piece) for piece in np.split(buzz(0.75), sorted(cuts))]
    last = mouth.push(np.zeros(0, dtype=np.int16), last=True)
    assert joined([phone for piece in (*pieces, last) for phone in piece]) == whole


@pytest.mark.parametrize("rate_hz", [8000, 11_025, 16_000, 22_050, 24_000])
@pytest.mark.parametrize("seconds", [0.0, 0.001, 0.02, 1.2345])
def test_phones_cover_the_sound_end_to_end(rate_hz: int, seconds: float) -> None:
    sound = buzz(seconds, rate_hz)
    phones = HeardMouth(rate_hz).push(sound, last=True)
    assert covers(phones, 0, len(sound)) if len(sound) else phones == []


def test_silence_is_silence() -> None:
    assert {phone.ipa for phone in HeardMouth(8000).push(np.zeros(8000, dtype=np.int16), last=True)} == {""}


def test_a_slip_is_left_out_and_shut_lips_never(monkeypatch: pytest.MonkeyPatch) -> None:
    shapes = heard(monkeypatch, ("aa", 10), ("SS", 2), ("aa", 8), ("PP", 2), ("E", 10), ("kk", 3), ("O", 10))
    assert [name for name, _ in shapes] == ["ɑ", "m", "ɛ", "k", "ɔ"]
    assert dict(shapes)["m"] == 2


def test_what_is_held_moves_and_shut_lips_stay_shut(monkeypatch: pytest.MonkeyPatch) -> None:
    assert heard(monkeypatch, ("PP", 80)) == [("m", 80)]
    held = heard(monkeypatch, ("aa", 80))
    assert [name for name, _ in held] == ["ɑ", "ɛ", "ɑ", "ɛ", "ɑ"]
    assert max(frames for _, frames in held) <= LONGEST_FRAMES + 1


def test_where_the_recogniser_fails_the_mouth_follows_loudness_from_there(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    class Failing(ScriptedRecogniser):
        script = ("PP",) * 100

        def push(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
            if self.heard > RATE_HZ // 2:
                raise ModelFileError("no room")
            return super().push(samples)

    monkeypatch.setattr(heard_mouth, "Recogniser", Failing)
    mouth = HeardMouth(RATE_HZ)
    with caplog.at_level(logging.WARNING):
        phones = [phone for piece in np.split(buzz(2), 4) for phone in mouth.push(piece)]
        phones += mouth.push(np.zeros(0, dtype=np.int16), last=True)
    assert covers(phones, 0, 2 * RATE_HZ)
    before = [phone.ipa for phone in phones if phone.end_samples <= RATE_HZ // 2]
    after = [phone.ipa for phone in phones if phone.onset_samples >= RATE_HZ]
    assert set(before) == {"m"}
    assert after
    assert "m" not in after
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "ModelFileError" in caplog.text


def test_a_model_that_cannot_be_read_is_no_reason_to_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreadable() -> None:
        raise FileNotFoundError("visemes.bin")

    monkeypatch.setattr(heard_mouth, "Recogniser", unreadable)
    assert covers(HeardMouth(RATE_HZ).push(buzz(1), last=True), 0, RATE_HZ)


async def test_a_recording_is_heard_stretch_by_stretch() -> None:
    compute = Compute(1)
    try:
        sound = HeardSound(buzz(3.2).astype("<i2").tobytes(), RATE_HZ, compute)
        cuts = [0, 1, 5000, 33_000, 33_000, 51_200]
        stretches = [await sound.phones(first, end) for first, end in pairwise(cuts)]
    finally:
        compute.close()
    assert stretches[3] == []
    for stretch, (first, end) in zip(stretches, pairwise(cuts), strict=True):
        assert not stretch if first == end else covers(stretch, first, end)
    whole = HeardMouth(RATE_HZ).push(buzz(3.2), last=True)
    assert joined([phone for stretch in stretches for phone in stretch]) == joined(whole)
