"""Voices by name and language."""

import dataclasses
from typing import ClassVar

import pytest

from fakes.mute_parrot import Parrot
from visavis.tts.engine import Capabilities, EngineError, Timing, Voice
from visavis.tts.voice_directory import VoiceDirectory

pytestmark = pytest.mark.unit


def voice(name: str, *languages: str, default: bool = False) -> Voice:
    return Voice(name, "parrot", name, languages, 16000, default_for=languages[:1] if default else ())


VOICES = [
    voice("parrot:mix", "en", "zh"),
    voice("parrot:pt", "pt"),
    voice("parrot:pt-br", "pt-BR"),
    voice("parrot:zh", "zh"),
    voice("parrot:zh-best", "zh", "en", default=True),
]


async def test_voices_by_name() -> None:
    directory = await VoiceDirectory.open({"parrot": Parrot(VOICES)})
    assert directory.choose("parrot:pt").name == "parrot:pt"
    assert directory.engine_of(VOICES[0]).name == "parrot"
    with pytest.raises(EngineError, match="'parrot:pt-bx'; close: parrot:pt-br") as caught:
        directory.choose("parrot:pt-bx")
    assert caught.value.code == "voice_unknown"


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("zh", "parrot:zh-best"),
        ("zh-CN", "parrot:zh-best"),
        ("zh_Hans_CN", "parrot:zh-best"),
        ("en", "parrot:mix"),
        ("pt-BR", "parrot:pt-br"),
        ("pt-AO", "parrot:pt"),
        (None, "parrot:mix"),
    ],
)
async def test_voices_by_language(language: str | None, expected: str) -> None:
    directory = await VoiceDirectory.open({"parrot": Parrot(VOICES)})
    assert directory.choose(None, language).name == expected


async def test_only_the_voices_of_one_engine() -> None:
    other = dataclasses.replace(VOICES[0], name="other:zh", engine="other", languages=("zh",), default_for=())
    directory = VoiceDirectory([*VOICES, other], {})
    assert directory.choose(None, "zh-CN", "other").name == "other:zh"
    assert directory.choose(None, None, "other").name == "other:zh"
    with pytest.raises(EngineError, match="no voice reads 'en'"):
        directory.choose(None, "en", "other")
    with pytest.raises(EngineError, match="no engine 'nobody'"):
        directory.choose(None, "en", "nobody")


class Narrow(Parrot):
    """Loses the words of languages that are not its own."""

    name: ClassVar[str] = "narrow"
    capabilities: ClassVar[Capabilities] = Capabilities(
        frozenset({Timing.NONE}), streaming=False, offline=True, own_languages_only=True
    )


NARROW = Voice("narrow:en", "narrow", "", ("en",), 16000, default_for=("en",))


@pytest.mark.parametrize(
    ("language", "also", "expected"),
    [
        ("en", {"en"}, "narrow:en"),
        ("en-AU", {"en"}, "narrow:en"),
        ("en", {"en", "zh"}, "parrot:mix"),
        ("en", {"en", "ru"}, "parrot:mix"),
        ("zh", {"en"}, "parrot:zh-best"),
        ("pt", {"pt", "en"}, "parrot:pt"),
        ("en", set(), "narrow:en"),
    ],
)
def test_words_that_a_voice_would_lose_go_to_another(language: str, also: set[str], expected: str) -> None:
    directory = VoiceDirectory([NARROW, *VOICES], {"narrow": Narrow(), "parrot": Parrot()})
    assert directory.choose(None, language, also=also).name == expected
    assert directory.choose("narrow:en", language, also=also) is NARROW  # who names a voice gets it


def test_where_there_is_nobody_else_words_are_lost() -> None:
    directory = VoiceDirectory([NARROW, VOICES[1]], {"narrow": Narrow(), "parrot": Parrot()})
    assert directory.choose(None, "en", also={"en", "zh"}) is NARROW


async def test_a_language_nobody_reads() -> None:
    directory = await VoiceDirectory.open({"parrot": Parrot(VOICES)})
    with pytest.raises(EngineError, match="no voice reads 'tlh'"):
        directory.choose(None, "tlh")


async def test_an_engine_without_voices_is_left_out(caplog: pytest.LogCaptureFixture) -> None:
    directory = await VoiceDirectory.open({"sleepy": Parrot(None), "parrot": Parrot(VOICES[:1])})
    assert [known.name for known in directory.voices] == ["parrot:mix"]
    assert "sleeps" in caplog.text
    with pytest.raises(EngineError, match="no voice in engines"):
        await VoiceDirectory.open({"sleepy": Parrot(None)})
