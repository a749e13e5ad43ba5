"""SSML for engines: it parses, says what was analysed, and holds nothing that a text slipped in."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given, settings
from hypothesis import strategies as st

from visavis.speech.frontend import TextError, analyse
from visavis.speech.ssml import AZURE, FLAVOURS, GOOGLE, POLLY, W3C, Flavour, SsmlOptions, read_bookmark, write_ssml
from visavis.speech.text import PLAIN, Manner, Sentence, Token

pytestmark = pytest.mark.unit

_ELEMENTS = {"speak", "voice", "viseme", "prosody", "phoneme", "lang", "break", "bookmark", "mark"}
_EVIL = [
    "<voice name='x'>",
    "]]>",
    "&amp;",
    '"',
    "'",
    "<!--",
    "<![CDATA[",
    "\x00",
    "\x0b",
    "\ud800",
    "\ufffe",
    "</speak>",
]
_WORDS = st.text(max_size=8) | st.sampled_from(_EVIL)
_MANNERS = st.just(PLAIN) | st.builds(Manner, st.floats(0.4, 2.5), st.floats(-12, 12), st.floats(0, 2))
_TOKENS = st.builds(
    Token,
    language=st.sampled_from(["zh", "en", "fr", "xx", "a<b"]),
    spoken=_WORDS,
    written_start=st.just(0),
    written_end=st.just(0),
    reading=st.sampled_from(["", "chong2", "de5", '"1']),
    break_ms=st.sampled_from([0, 300, 12_345]),
    punctuation=st.sampled_from(["", ",", ".", "?"]),
    marks=st.lists(_WORDS, max_size=2).map(tuple),
    manner=_MANNERS,
    ipa=st.sampled_from(["", "ˈvɪz", '"/><voice name="x">']),
    given=st.booleans(),
)
_SENTENCES = st.lists(
    st.builds(
        Sentence,
        tokens=st.lists(_TOKENS, max_size=5).map(tuple),
        written_start=st.just(0),
        written_end=st.just(0),
        trailing_marks=st.lists(_WORDS, max_size=1).map(tuple),
    ),
    max_size=3,
)
_OPTIONS = st.builds(
    SsmlOptions,
    flavour=st.sampled_from([*FLAVOURS.values()]),
    language=st.sampled_from(["zh-CN", "en-US", '"><x']),
    voice=_WORDS,
    manner=_MANNERS,
    bookmarks=st.booleans(),
    all_readings=st.booleans(),
    languages=st.booleans(),
    blendshapes=st.booleans(),
)


def _name(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def _xml(text: str) -> str:
    """What XML can hold of a text, as a parser gives it back."""
    allowed = (
        character
        if character in "\t\n\r"
        or " " <= character <= "\ud7ff"
        or "\ue000" <= character <= "\ufffd"
        or character > "\uffff"
        else "\ufffd"
        for character in text
    )
    return "".join(allowed).replace("\r\n", "\n").replace("\r", "\n")


@settings(max_examples=400, deadline=None)
@given(_SENTENCES, _OPTIONS)
def test_whatever_the_text_holds_the_document_parses_and_only_our_elements_are_in_it(
    sentences: list[Sentence], options: SsmlOptions
) -> None:
    written = write_ssml(sentences, options)
    root = fromstring(written.ssml)
    assert {_name(element) for element in root.iter()} <= _ELEMENTS
    tokens = [token for sentence in sentences for token in sentence.tokens]
    # Every word is there, in order, and where its span says.
    assert len(written.spans) == len(tokens)
    text, at, end = "".join(root.itertext()), 0, 0
    for token, (start, stop) in zip(tokens, written.spans, strict=True):
        assert end <= start <= stop
        end = stop
        assert _text_of(written.ssml[start:stop]) == _xml(token.spoken)
        at = text.index(_xml(token.spoken), at) + len(_xml(token.spoken))
    # Marks are there, in order, as they were named.
    wanted = [_xml(mark) for s in sentences for mark in (*(m for t in s.tokens for m in t.marks), *s.trailing_marks)]
    reported = [
        read_bookmark(e.get("mark") or e.get("name") or "") for e in root.iter() if _name(e) in {"bookmark", "mark"}
    ]
    assert [" ".join(m.split()) for m in reported if isinstance(m, str)] == [" ".join(m.split()) for m in wanted]
    numbers = [number for number in reported if isinstance(number, int)]
    assert numbers == [n for n, token in enumerate(tokens) if token.spoken and options.bookmarks]


def _text_of(xml: str) -> str:
    return "".join(fromstring(f"<x>{xml}</x>").itertext())


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60), st.sampled_from(["zh", "en", None]))
def test_our_own_front_end_reads_what_is_written_and_says_the_same(text: str, language: str | None) -> None:
    try:
        analysis = analyse(text, language=language)
    except TextError:
        return
    written = write_ssml(analysis.sentences, SsmlOptions(W3C, language=analysis.language))
    again = analyse(written.ssml, ssml=True, max_chars=100_000)
    # Capitals may be read anew, as letters or as a word; the letters themselves and all other characters stay.
    before, after = (
        sorted(c for s in found.sentences for token in s.tokens for c in token.spoken.casefold() if c.isalnum())
        for found in (analysis, again)
    )
    assert after == before


MARKUP = (
    '<speak>您好，<emphasis level="strong">李</emphasis><mark name="a&lt;b"/>去'
    '<phoneme alphabet="pinyin" ph="lv4qing5">重庆</phoneme><break time="7s"/>买 iPhone &amp; '
    '<phoneme ph="ˈvɪzəvi">visavis</phoneme>。</speak>'
)


@pytest.mark.parametrize(
    ("flavour", "parts"),
    [
        (
            AZURE,
            [
                'xmlns:mstts="https://www.w3.org/2001/mstts" xml:lang="zh-CN">',
                '<voice name="zh-CN-XiaoxiaoNeural">您好，',
                '<prosody rate="-18%" pitch="+3.00st" volume="+2.9dB">李</prosody><bookmark mark="mark:a&lt;b"/>去',
                '<phoneme alphabet="sapi" ph="lv 4">重</phoneme><phoneme alphabet="sapi" ph="qing 5">庆</phoneme>',
                '<break time="5000ms"/><break time="2000ms"/>买 <lang xml:lang="en-US">iPhone</lang> 和 ',
                '<phoneme alphabet="ipa" ph="ˈvɪzəvi">visavis</phoneme>.</lang></voice></speak>',
            ],
        ),
        (GOOGLE, ['<prosody rate="82%" pitch', '<mark name="mark:a&lt;b"/>', '"pinyin" ph="qing5"', '"7000ms"/>']),
        (POLLY, ['<prosody rate="82%" volume="+2.9dB">', '<phoneme alphabet="x-amazon-pinyin" ph="qing0">']),
        (W3C, ['<phoneme alphabet="x-pinyin" ph="lv4">']),
    ],
)
def test_each_flavour_gets_what_it_understands(flavour: Flavour, parts: list[str]) -> None:
    sentences = analyse(MARKUP, ssml=True).sentences
    written = write_ssml(sentences, SsmlOptions(flavour, voice="zh-CN-XiaoxiaoNeural", languages=True)).ssml
    for part in parts:
        assert part in written
    assert ("<voice" in written) == (flavour is AZURE)


def test_azure_is_asked_for_blendshapes_and_the_manner_of_all() -> None:
    options = SsmlOptions(AZURE, voice="v", manner=Manner(1.5, -2.0, 0.0), blendshapes=True, language="en-GB")
    written = write_ssml(analyse("Hi, you.").sentences, options).ssml
    assert '<voice name="v"><mstts:viseme type="FacialExpression"/><prosody rate="+50%"' in written
    assert written.endswith('pitch="-2.00st" volume="silent">Hi, you.</prosody></voice></speak>')


def test_all_readings_on_request() -> None:
    sentences = analyse("行长").sentences
    assert "phoneme" not in write_ssml(sentences, SsmlOptions()).ssml
    written = write_ssml(sentences, SsmlOptions(all_readings=True)).ssml
    assert '<phoneme alphabet="sapi" ph="hang 2">行</phoneme>' in written


def test_a_flavour_without_bookmarks_gets_none() -> None:
    bare = replace(W3C, bookmark=("", ""), pinyin_alphabet="", ipa=False)
    written = write_ssml(analyse(MARKUP, ssml=True).sentences, SsmlOptions(bare, bookmarks=True)).ssml
    assert "mark" not in written
    assert "phoneme" not in written


@pytest.mark.parametrize(
    ("name", "read"),
    [("token:12", 12), ("mark:token:1", "token:1"), ("token:", None), ("token:x", None), ("other", None)],
)
def test_bookmarks_are_read_back(name: str, read: int | str | None) -> None:
    assert read_bookmark(name) == read
