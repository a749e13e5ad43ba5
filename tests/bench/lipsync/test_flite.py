"""Flite speaks, and tells the times that its sound really has."""

from pathlib import Path

import numpy as np
import pytest

from visavis import resources
from visavis.bench.lipsync.flite import VOICES, Flite, FliteError, find_module
from visavis.bench.lipsync.flite_material import flite_recordings

pytestmark = pytest.mark.contract


@pytest.mark.parametrize("voice", VOICES)
def test_the_ends_of_phones_are_where_the_sound_changes(flite: Flite, voice: str) -> None:
    spoken = flite.speak("She sees.", voice)
    names = [name for name, _ in spoken.segments]
    assert names == ["pau", "sh", "iy", "s", "iy", "z", "pau"]
    ends = np.array([end for _, end in spoken.segments])
    assert (np.diff(ends) > 0).all()
    # A hiss crosses zero far more often than a vowel.
    for index, hisses in ((1, True), (2, False), (3, True), (4, False)):
        start, stop = (round(ends[at] * spoken.rate_hz) for at in (index - 1, index))
        inner = spoken.samples[start + (stop - start) // 4 : stop - (stop - start) // 4]
        crossings_hz = np.mean(np.diff(np.sign(inner)) != 0) * spoken.rate_hz / 2
        assert (crossings_hz > 1500) == hisses, names[index]


def test_the_same_text_sounds_the_same(flite: Flite) -> None:
    first, second = flite.speak("Hello.", "kal16"), flite.speak("Hello.", "kal16")
    assert first.segments == second.segments
    assert np.array_equal(first.samples, second.samples)


@pytest.mark.parametrize(("text", "voice"), [("", "slt"), ("x" * 2001, "slt"), ("Hello", "nobody")])
def test_what_cannot_be_spoken_is_refused(flite: Flite, text: str, voice: str) -> None:
    with pytest.raises(ValueError, match=r"Flite"):
        flite.speak(text, voice)


def test_a_recording_knows_phones_and_words(flite: Flite) -> None:
    (recording,) = flite_recordings(flite, "kal", ["Please call 12, Bob."])
    assert [word.text for word in recording.words] == ["Please", "call", "twelve", "Bob"]
    assert "".join(phone.ipa for phone in recording.phones) == "pliːzkɔːltwɛlvbɑːb"
    assert recording.words[0].onset_ms == next(phone.onset_ms for phone in recording.phones if phone.ipa)
    assert recording.phones[-1].end_ms <= recording.duration_ms
    assert recording.duration_ms > 800


def test_a_missing_module_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("VISAVIS_FLITE_WASM", raising=False)
    monkeypatch.setattr(resources, "_BUNDLED_DIR", tmp_path)
    monkeypatch.setattr(resources, "_CHECKOUT_DIR", tmp_path)
    with pytest.raises(FliteError, match=r"tools/flite\.py"):
        find_module()
    monkeypatch.setenv("VISAVIS_FLITE_WASM", str(tmp_path / "none.wasm"))
    with pytest.raises(FliteError, match=r"none\.wasm"):
        find_module()
