"""A mouth from sound alone: as wide as it is loud, at rest in pauses, the same in any split."""

from __future__ import annotations

from itertools import pairwise

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given
from numpy.typing import NDArray

from visavis.speech.cues import Phone
from visavis.speech.phone_shapes import PhoneShapes
from visavis.speech.rough_mouth import RoughMouth, voiced_span

pytestmark = pytest.mark.unit

RATE_HZ = 16_000


def voice(seconds: float, level: float = 0.3, brightness: int = 12) -> NDArray[np.int16]:
    at = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    sound = sum(np.sin(2 * np.pi * 140 * n * at) for n in range(1, brightness + 1)) / brightness
    return np.rint(sound * level * 32767).astype(np.int16)


def hiss(seconds: float) -> NDArray[np.int16]:
    noise = np.random.default_rng(1).normal(0, 0.05, round(seconds * RATE_HZ))
    return np.rint(np.diff(noise, prepend=0.0) * 32767).astype(np.int16)


def silence(seconds: float) -> NDArray[np.int16]:
    return np.zeros(round(seconds * RATE_HZ), dtype=np.int16)


def phones_of(*sounds: NDArray[np.int16]) -> list[Phone]:
    mouth = RoughMouth(RATE_HZ)
    return mouth.push(np.concatenate(sounds)) + mouth.finish()


def at(phones: list[Phone], seconds: float) -> Phone:
    return next(p for p in phones if p.onset_samples <= seconds * RATE_HZ < p.end_samples)


def test_it_is_open_while_there_is_a_voice_and_rests_in_the_pause() -> None:
    phones = phones_of(silence(0.5), voice(0.5), silence(0.5), voice(0.5), silence(0.2))
    assert [bool(at(phones, seconds).ipa) for seconds in (0.2, 0.75, 1.2, 1.75, 2.1)] == [
        False, True, False, True, False,
    ]  # fmt: skip
    assert voiced_span(phones) == (RATE_HZ // 2, 2 * RATE_HZ)


def test_louder_is_wider() -> None:
    phones = phones_of(voice(0.5), voice(0.5, 0.09), voice(0.5, 0.02))
    assert [at(phones, seconds).stress for seconds in (0.25, 0.75, 1.25)] == [2, 1, 0]


def test_a_hiss_is_no_vowel() -> None:
    assert at(phones_of(voice(0.5), hiss(0.5)), 0.75).ipa == "s"


def test_a_quiet_recording_still_moves_it() -> None:
    assert voiced_span(phones_of(voice(1.0, 0.03))) is not None


def test_silence_and_noise_below_hearing_do_not() -> None:
    murmur = np.random.default_rng(1).integers(-20, 20, RATE_HZ).astype(np.int16)
    assert voiced_span(phones_of(silence(1.0))) is None
    assert voiced_span(phones_of(murmur)) is None
    assert phones_of(silence(0.0)) == []


@pytest.mark.parametrize("sound", [voice(3.0), hiss(3.0), voice(3.0, 0.05, 3)], ids=["wide", "hiss", "dark"])
def test_no_shape_is_held_for_long(sound: NDArray[np.int16]) -> None:
    phones = phones_of(sound)
    assert max(phone.end_samples - phone.onset_samples for phone in phones) <= 0.25 * RATE_HZ
    assert all(phone.ipa for phone in phones)


@given(st.lists(st.integers(0, 5000), max_size=6))
def test_phones_cover_the_sound_and_do_not_depend_on_the_split(cuts: list[int]) -> None:
    sound = np.concatenate((voice(0.2), silence(0.15), hiss(0.1)))
    mouth = RoughMouth(RATE_HZ, first_sample=77)
    edges = [0, *sorted(min(cut, len(sound)) for cut in cuts), len(sound)]
    phones = [p for a, b in pairwise(edges) for p in mouth.push(sound[a:b])] + mouth.finish()
    assert phones[0].onset_samples == 77
    assert phones[-1].end_samples == 77 + len(sound)
    assert all(a.end_samples == b.onset_samples for a, b in pairwise(phones))
    whole = RoughMouth(RATE_HZ, first_sample=77)
    once = whole.push(sound) + whole.finish()
    for n in range(77, 77 + len(sound), 400):
        assert next(p.ipa for p in phones if p.onset_samples <= n < p.end_samples) == next(
            p.ipa for p in once if p.onset_samples <= n < p.end_samples
        )


@pytest.mark.parametrize("language", ["en", "zh", "yue", "ja", "ko", "de", "fr", "es", "ru", "pt"])
def test_every_language_knows_its_sounds(language: str) -> None:
    shapes = PhoneShapes(language)
    visemes = [shapes.shapes(ipa)[0].viseme for ipa in "ɑɛɔɪʊsʃ"]
    assert not shapes.unknown
    assert visemes == ["aa", "E", "O", "I", "U", "SS", "CH"]
