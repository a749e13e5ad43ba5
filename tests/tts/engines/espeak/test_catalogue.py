"""The list of voices, and that each of them speaks."""

import pytest
from tts.sentences import english, speak

from visavis.tts.engines.espeak import EspeakEngine

pytestmark = pytest.mark.contract


async def test_the_curated_voices_come_first(engine: EspeakEngine) -> None:
    voices = await engine.voices()
    assert [voice.name for voice in voices[:4]] == ["espeak:zh", "espeak:en", "espeak:zh-male", "espeak:en-male"]
    assert voices[0].title == "普通话（女声）"
    assert voices[0].languages == ("zh", "en")
    assert (voices[0].gender, voices[2].gender) == ("female", "male")


async def test_names_are_unique_and_each_language_has_one_suggestion(engine: EspeakEngine) -> None:
    voices = await engine.voices()
    names = [voice.name for voice in voices]
    assert len(set(names)) == len(names) > 100
    suggested = [language for voice in voices for language in voice.default_for]
    assert len(set(suggested)) == len(suggested)
    assert {"zh", "en", "fr", "de", "ja", "yue", "ko", "es", "ru"} <= set(suggested)
    assert all(voice.sample_rate_hz == 22050 and voice.engine == "espeak" and voice.title for voice in voices)


async def test_every_voice_speaks(engine: EspeakEngine) -> None:
    for voice in await engine.voices():
        text = "салам салам салам" if voice.name == "espeak:cv" else "1 2 3"  # which cannot read digits
        spoken = await speak(engine, english(text, language=voice.languages[0]), voice)
        assert spoken.samples > 5000, voice.name
        assert any(phone.ipa for phone in spoken.phones), voice.name
        assert [word.token_index for word in spoken.words] == [0, 1, 2], voice.name


async def test_hong_kong_hears_cantonese(engine: EspeakEngine) -> None:
    suggested = {language: voice.name for voice in await engine.voices() for language in voice.default_for}
    assert suggested["zh-hk"] == suggested["zh-mo"] == suggested["yue"] == "espeak:yue"
    assert suggested["zh"] == "espeak:zh"
