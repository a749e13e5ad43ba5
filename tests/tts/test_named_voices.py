"""Voices that a setting names."""

from __future__ import annotations

import pytest

from visavis.tts.engine import Timing
from visavis.tts.named_voices import named_voices

pytestmark = pytest.mark.unit


def test_the_first_that_reads_a_language_is_suggested_for_it() -> None:
    voices = named_voices(" anna=de ,af_bella+af_sky, mei = zh-CN/en ,anna=en", "mine", 16_000, ("en", "de"))
    assert [(voice.name, voice.title, voice.languages, voice.default_for) for voice in voices] == [
        ("mine:anna", "Anna", ("de",), ("de",)),
        ("mine:af_bella+af_sky", "Af_bella+af_sky", ("en", "de"), ("en",)),
        ("mine:mei", "Mei", ("zh-CN", "en"), ("zh-CN",)),
    ]
    assert {(voice.engine, voice.sample_rate_hz, voice.timing) for voice in voices} == {("mine", 16_000, None)}


def test_a_timing_of_their_own() -> None:
    assert named_voices("a", "mine", 16_000, ("en",), {Timing.WORDS})[0].timing == {Timing.WORDS}


@pytest.mark.parametrize("setting", ["=en", "anna=", "anna=english!", "anna=zh en"])
def test_what_is_no_voice_is_refused(setting: str) -> None:
    with pytest.raises(ValueError, match="is not of the form"):
        named_voices(setting, "mine", 16_000, ("en",))
