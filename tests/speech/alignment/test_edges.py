"""Where a boundary lies, once the frames are known."""

from __future__ import annotations

import numpy as np
import pytest

from visavis.speech.alignment.edges import place
from visavis.speech.alignment.reference import Reference
from visavis.speech.alignment.script import Script, script_of
from visavis.speech.alignment.sound import Sound, listen
from visavis.speech.cues import Phone

pytestmark = pytest.mark.unit

_RATE_HZ = 16_000
_SECOND = listen(np.random.default_rng(1).normal(0, 0.1, _RATE_HZ).astype(np.float32), _RATE_HZ)


def script(*sounds: str) -> Script:
    phones = tuple(Phone(ipa, 1000 * index, 1000 * (index + 1)) for index, ipa in enumerate(sounds))
    samples = np.zeros(1000 * len(sounds), dtype=np.float32)
    found = script_of(Reference(samples, _RATE_HZ, phones, tuple(range(len(sounds)))))
    assert found is not None
    return found


def placed_ms(sounds: Script, *spans: tuple[int, int, int], sound: Sound = _SECOND) -> list[tuple[str, float, float]]:
    """Spans are phone, first and last 5 ms frame, as :func:`place` takes them."""
    phones, _ = place(sound, sounds, spans)
    ms = 1000 / _RATE_HZ
    return [(phone.ipa, phone.onset_samples * ms, phone.end_samples * ms) for phone in phones]


def test_a_short_silence_between_words_is_the_closure_of_the_stop() -> None:
    found = placed_ms(script("a", "p", "a"), (0, 0, 100), (-1, 100, 115), (1, 115, 121), (2, 121, _SECOND.frames))

    assert [ipa for ipa, _, _ in found] == ["a", "p", "a"]
    assert found[1][1] == pytest.approx(500, abs=5)


@pytest.mark.parametrize(("sound", "least_ms"), [("p", 80), ("tʃ", 80), ("b", 60), ("f", 90), ("θ", 90), ("h", 60)])
@pytest.mark.parametrize("silence_frames", [25, 80])
def test_what_is_hardly_heard_after_a_pause_begins_before_it_is_heard(
    sound: str, least_ms: float, silence_frames: int
) -> None:
    begins = 50 + silence_frames
    spans = ((0, 0, 50), (-1, 50, begins), (1, begins, begins + 6), (2, begins + 6, _SECOND.frames))
    found = placed_ms(script("a", sound, "a"), *spans)

    assert [ipa for ipa, _, _ in found] == ["a", "", sound, "a"]
    following = (begins + 6) * 5
    assert found[2][1] == pytest.approx(following - least_ms, abs=15)


def test_the_first_stop_is_closed_too_however_little_silence_there_is() -> None:
    found = placed_ms(script("p", "a"), (-1, 0, 12), (0, 12, 16), (1, 16, _SECOND.frames))

    assert found[0][:2] == ("p", 0)


def test_a_stop_that_is_heard_for_long_keeps_its_onset() -> None:
    found = placed_ms(script("a", "d", "a"), (0, 0, 50), (-1, 50, 90), (1, 90, 120), (2, 120, _SECOND.frames))

    assert found[2][1] == pytest.approx(450, abs=5)


def test_a_silence_before_another_sound_stays() -> None:
    found = placed_ms(script("a", "m", "a"), (0, 0, 50), (-1, 50, 60), (1, 60, 80), (2, 80, _SECOND.frames))

    assert [ipa for ipa, _, _ in found] == ["a", "", "m", "a"]
