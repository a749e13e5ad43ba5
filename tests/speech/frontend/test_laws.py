"""What holds for every text: spans, one token for each Han character, no digits left, no error but TextError."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from visavis.speech.frontend import Analysis, TextError, analyse
from visavis.speech.frontend.markup import INTERPRETATIONS
from visavis.speech.frontend.scripts import HAN, script_of

pytestmark = pytest.mark.unit

READINGS = {
    "zh": r"[a-zê]+[1-5]",
    "yue": r"[a-z]+[1-6](?: [a-z]+[1-6])*",
    "ja": r"[ァ-ヺー]+",
    "ko": r"[가-힣]+",
}

_HAN = re.compile(f"[{HAN}]")
_SNIPPETS = (
    "您好，",
    "订单A1023",
    "3-5天",
    "128.50元",
    "¥",
    "$19.99",
    "35%",
    "2026-11-20",
    "14:30",
    "138-0013-8000",
    "v2.1.0",
    "https://a.cn/b?c=1",
    "a.b@c.com",
    "½",
    "㎡",
    "25℃",
    "😀",
    "👩‍👩‍👧",
    "第2",
    "1st",
    "Mr. ",
    "e.g. ",
    "NASA",
    "Wi-Fi",
    "—",
    "……",
    "？！",
    "\n",
    "(",
    ")",
    "“",
    "”",
    "<b>",
    "</b>",
    "１２３",
    "ＡＢＣ",
    "é",
    "e\u0301",
    "ß",
    "你\u200b好",
    "\u202e",
    "\ufeff",
    "\ud800",
    "한국",
    "こんにちは",
    "Привет",
    "مرحبا",
    "٣٤",
    "๑๒",
    "²",
    "①",
    "Ⅻ",
    "㊿",
    "𠀀",
    "〇",
    "々",
    "1,234.5",
    "1.234,5",
    "1/2",
    "20/11",
    "-5",
    "+86 ",
    "~",
    "×",
    "=",
    "<",
    "&",
    "#",
    "@",
    "%",
    "3×4=12",
    "k",
    "km/h",
    ".",
    ",",
    ":",
    "0",
    "7",
    "12345678901234567890",
    " ",
)
_TEXTS = st.text(st.characters(codec=None), max_size=80) | st.lists(st.sampled_from(_SNIPPETS), max_size=14).map(
    "".join
)
_LANGUAGES = st.sampled_from(
    [
        None,
        "zh",
        "en",
        "zh-CN",
        "fr",
        "de",
        "ja",
        "ko",
        "ru",
        "th",
        "ar",
        "yue",
        "zh-HK",
        "es",
        "pt",
        "pt-BR",
        "it",
        "xx",
        "sw",
        "",
    ]
)


def _try(text: str, language: str | None, *, ssml: bool = False) -> Analysis | None:
    try:
        return analyse(text, language=language, ssml=ssml)
    except TextError as error:
        assert str(error)  # noqa: PT017
        assert error.code in {"empty_text", "text_too_long", "invalid_ssml", "invalid_text"}  # noqa: PT017
        return None


def _check(analysis: Analysis) -> None:
    length = len(analysis.written)
    analysis.written.encode()
    assert analysis.sentences
    for before, after in pairwise(analysis.sentences):
        torn = before.tokens[-1], after.tokens[0]
        one_stretch = (torn[0].written_start, torn[0].written_end) == (torn[1].written_start, torn[1].written_end)
        assert before.written_end <= after.written_start or one_stretch
    for sentence in analysis.sentences:
        assert sentence.tokens
        assert len(sentence.tokens) <= 81
        assert 0 <= sentence.written_start <= sentence.written_end <= length
        for token in sentence.tokens:
            assert sentence.written_start <= token.written_start <= token.written_end <= sentence.written_end
            assert not any(character.isdigit() for character in token.spoken)
            assert token.spoken or token.break_ms
            assert " " not in token.spoken
            assert token.punctuation in {"", ",", ".", "?", "!", ";", ":"}
            assert 0.4 <= token.manner.rate <= 2.5
            assert 0 <= token.manner.volume <= 2
            if token.reading:
                assert re.fullmatch(READINGS[token.language], token.reading), token
        for first, second in pairwise(sentence.tokens):
            assert first.written_start <= second.written_start
            assert first.written_end <= second.written_end


@settings(max_examples=400, deadline=None)
@given(_TEXTS, _LANGUAGES)
def test_spans_are_ordered_and_inside_the_written_text(text: str, language: str | None) -> None:
    analysis = _try(text, language)
    if analysis is not None:
        _check(analysis)
        assert len(analysis.written) == len(text)


@settings(max_examples=200, deadline=None)
@given(_TEXTS)
def test_every_han_character_outside_a_normalised_stretch_has_one_token_of_its_own(text: str) -> None:
    analysis = _try(text, "zh")
    if analysis is None:
        return
    tokens = [token for sentence in analysis.sentences for token in sentence.tokens]
    normalised = {
        index
        for token in tokens
        if token.written_end - token.written_start > 1
        or analysis.written[token.written_start : token.written_end] != token.spoken
        for index in range(token.written_start, token.written_end)
    }
    for match in _HAN.finditer(analysis.written):
        if match.start() not in normalised:
            assert [t.spoken for t in tokens if (t.written_start, t.written_end) == match.span()] == [match.group()]


# What is left out on purpose: the scheme of an address, and what an address goes on with when nobody listens any more.
_PLAIN_SNIPPETS = tuple(snippet for snippet in _SNIPPETS if "://" not in snippet)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(_PLAIN_SNIPPETS), max_size=14).map("".join), st.sampled_from([None, "zh", "en"]))
def test_every_letter_and_digit_belongs_to_a_token(text: str, language: str | None) -> None:
    analysis = _try(text, language)
    if analysis is None:
        return
    covered = {
        index
        for sentence in analysis.sentences
        for token in sentence.tokens
        for index in range(token.written_start, token.written_end)
    }
    letters = {
        index
        for index, character in enumerate(analysis.written)
        if script_of(character) or ("0" <= character <= "9") or "０" <= character <= "９"
    }
    assert [analysis.written[index] for index in sorted(letters - covered)] == []


_TAGS = st.sampled_from(
    [
        "<speak>",
        "</speak>",
        "<s>",
        "</s>",
        "<p>",
        "</p>",
        "<break/>",
        '<break time="300ms"/>',
        '<break time="9999s"/>',
        '<mark name="a"/>',
        '<sub alias="世界 12">',
        "</sub>",
        '<say-as interpret-as="digits">',
        '<say-as interpret-as="date">',
        '<say-as interpret-as="telephone">',
        '<say-as interpret-as="characters">',
        '<say-as interpret-as="currency">',
        '<say-as interpret-as="ordinal">',
        "</say-as>",
        '<lang xml:lang="en">',
        "</lang>",
        '<prosody rate="-20%" pitch="+2st">',
        '<prosody volume="loud">',
        "</prosody>",
        '<emphasis level="strong">',
        '<phoneme alphabet="pinyin" ph="chong2">',
        '<phoneme ph="ˈvɪz">',
        "</phoneme>",
        "<emphasis>",
        "</emphasis>",
        "<foo>",
        "&amp;",
        "&lt;",
        "&#20320;",
        "&#0;",
        "&x;",
        "<!-- c -->",
        "<![CDATA[3<4]]>",
        "<?pi?>",
        "<!DOCTYPE a>",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(_TAGS | st.sampled_from(_SNIPPETS) | st.text(max_size=4), max_size=16), _LANGUAGES)
def test_any_markup_is_read_or_refused(parts: list[str], language: str | None) -> None:
    analysis = _try("".join(parts), language, ssml=True)
    if analysis is not None:
        _check(analysis)


_INSIDE = st.recursive(
    st.sampled_from(_SNIPPETS[:40]).filter(lambda text: "<" not in text and "\ud800" not in text),
    lambda inner: (
        st.lists(inner, max_size=4).map("".join)
        | inner.map("<s>{}</s>".format)
        | inner.map("<p>{}</p>".format)
        | inner.map('{}<break time="0.5s"/><mark name="m"/>'.format)
        | inner.map('<lang xml:lang="en">{}</lang>'.format)
        | inner.map('<sub alias="十二，个3。">{}</sub>'.format)
        | inner.map('<prosody rate="x-slow" volume="+3dB">{}</prosody>'.format)
        | inner.map('<emphasis level="reduced">{}</emphasis>'.format)
        | st.just('<phoneme ph="ˈvɪz">1a 好</phoneme><phoneme alphabet="py" ph="hao3">好</phoneme>')
        | st.tuples(st.sampled_from(INTERPRETATIONS), inner).map(
            lambda pair: f'<say-as interpret-as="{pair[0]}">{pair[1]}</say-as>'
        )
    ),
    max_leaves=8,
)


@settings(max_examples=300, deadline=None)
@given(_INSIDE, _LANGUAGES)
def test_valid_markup_keeps_spans_in_order(inside: str, language: str | None) -> None:
    analysis = _try(f"<speak>{inside.replace('&', '&amp;')}</speak>", language, ssml=True)
    if analysis is not None:
        _check(analysis)
