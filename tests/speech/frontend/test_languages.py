"""Which language a text and each of its tokens is in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from visavis.speech.frontend import TextError, analyse

pytestmark = pytest.mark.unit

LANGUAGES = Path(__file__).parent / "languages"


@pytest.mark.parametrize(
    ("written", "language"),
    [
        ("您好", "zh"),
        ("您好 hello world and more", "zh"),
        ("hello", "en"),
        ("こんにちは、元気ですか", "ja"),
        ("日本語を話します", "ja"),
        ("안녕하세요", "ko"),
        ("Привет", "ru"),
        ("Γειά", "el"),
        ("שלום", "he"),
        ("مرحبا", "ar"),
        ("สวัสดี", "th"),
        ("नमस्ते", "hi"),
        ("123", "en"),
        ("他说“こんにちは”是日语里很常见的一句问候语，你会不会说这句话呢？我们现在一起来学习一下吧，好不好", "zh"),
    ],
)
def test_detected(written: str, language: str) -> None:
    assert analyse(written).language == language


@pytest.mark.parametrize("given", [None, "", " ", "auto", "und"])
def test_no_language_given(given: str | None) -> None:
    assert analyse("您好", language=given).language == "zh"


@pytest.mark.parametrize("given", ["!", "中文", "1", "e" * 40])
def test_no_language_code(given: str) -> None:
    with pytest.raises(TextError, match=given) as caught:
        analyse("您好", language=given)
    assert caught.value.code == "invalid_text"


@pytest.mark.parametrize(
    ("written", "given", "tokens"),
    [
        ("请说Hello", None, [("请", "zh"), ("说", "zh"), ("Hello", "en")]),
        ("Say 你好", "en-US", [("Say", "en"), ("你", "zh"), ("好", "zh")]),
        ("Dites 你", "fr", [("Dites", "fr"), ("你", "zh")]),
        ("сказать hi", None, [("сказать", "ru"), ("hi", "en")]),
        ("Привіт", "uk", [("Привіт", "uk")]),
        ("説Привет", "zh", [("説", "zh"), ("Привет", "ru")]),
        ("東京です", None, [("東京", "ja"), ("です", "ja")]),
        ("好", "cmn-Hans-CN", [("好", "zh")]),
        ("e\u0301te\u0301", "fr", [("été", "fr")]),
    ],
)
def test_tokens(written: str, given: str | None, tokens: list[tuple[str, str]]) -> None:
    sentences = analyse(written, language=given).sentences
    assert [(t.spoken, t.language) for s in sentences for t in s.tokens] == tokens


@pytest.mark.parametrize(
    ("markup", "tokens"),
    [
        ('你好<lang xml:lang="yue-HK">唔該</lang>', [("你", "ni2"), ("好", "hao3"), ("唔", "m4"), ("該", "goi1")]),
        ('请看<lang xml:lang="ja-JP">東京</lang>', [("请", "qing3"), ("看", "kan4"), ("東京", "トーキョー")]),
        ('看<lang xml:lang="de-DE">3 kg</lang>', [("看", "kan4"), ("drei", ""), ("Kilogramm", "")]),
        ('看<lang xml:lang="ko-KR">3개</lang>', [("看", "kan4"), ("세", ""), ("개", "")]),
    ],
)
def test_a_part_in_another_language_is_read_in_it(markup: str, tokens: list[tuple[str, str]]) -> None:
    analysis = analyse(f'<speak xml:lang="zh-CN">{markup}</speak>', ssml=True)
    assert [(t.spoken, t.reading) for s in analysis.sentences for t in s.tokens] == tokens


@pytest.mark.parametrize(
    ("given", "written", "language"),
    [
        ("zh-HK", "你好", "yue"),
        ("zh-Hant-HK", "你好", "yue"),
        ("zh-TW", "你好", "zh"),
        ("pt-BR", "16", "pt-br"),
        ("pt_PT", "16", "pt"),
        (None, "佢哋嘅訂單", "yue"),
        (None, "这是咩？", "zh"),
    ],
)
def test_regions_that_are_languages_here(given: str | None, written: str, language: str) -> None:
    assert analyse(written, language=given).language == language


@pytest.mark.parametrize("language", ["de", "es", "fr", "pt"])
def test_latin_text_is_told_by_its_words(language: str) -> None:
    """Most single sentences, and every answer of three."""
    lines = [written for written, _ in json.loads((LANGUAGES / f"{language}.json").read_text("utf-8"))]
    told = [analyse(line).language == language for line in lines]
    assert sum(told) / len(told) > 0.8
    for start in range(0, len(lines) - 2, 3):
        assert analyse(" ".join(lines[start : start + 3])).language == language


@pytest.mark.parametrize(
    "written",
    [
        "Please pick up the parcel at the Café de la Paix in Paris.",
        "Oscar de la Renta",
        "Mercedes-Benz, El Niño and the Los Angeles Lakers are in the news.",
        "Visit Rio de Janeiro or São Paulo with us.",
        "Order A1023",
        "OK",
        "Jürgen Müller will call you at 5.",
        "Die hard is a film about a tower.",
        "1 2 3 a",
    ],
)
def test_english_stays_english(written: str) -> None:
    assert analyse(written).language == "en"
