"""Stretches of markup that are read in one way: the innermost element decides, and covers hide what is in them."""

from __future__ import annotations

import pytest

from visavis.speech.frontend.markup import parse
from visavis.speech.frontend.stretches import stretches

pytestmark = pytest.mark.unit


def _cut(inside: str) -> list[tuple[str, str | None, str | None, str | None, str | None]]:
    markup = parse(f"<speak>{inside}</speak>", 1000)
    return [
        (markup.written[c.start : c.end], c.language, c.alias, c.interpret_as, c.phoneme) for c in stretches(markup)
    ]


def test_nothing_and_plain_text() -> None:
    assert _cut("") == []
    assert _cut("ab") == [("ab", None, None, None, None)]


def test_the_innermost_language_decides() -> None:
    assert _cut('a<lang xml:lang="fr">b<lang xml:lang="de">c</lang>d</lang>') == [
        ("a", None, None, None, None),
        ("b", "fr", None, None, None),
        ("c", "de", None, None, None),
        ("d", "fr", None, None, None),
    ]


def test_elements_of_one_extent_nest() -> None:
    assert _cut('<lang xml:lang="fr"><lang xml:lang="de"><say-as interpret-as="digits">1</say-as></lang></lang>') == [
        ("1", "de", None, "digits", None)
    ]


def test_an_alias_covers_elements_and_pauses_in_it() -> None:
    inside = '<sub alias="x">a<say-as interpret-as="digits">1</say-as><break/>b<sub alias="y">c</sub></sub>d<break/>e'
    assert _cut(inside) == [
        ("a1bc", None, "x", None, None),
        ("d", None, None, None, None),
        ("e", None, None, None, None),
    ]


def test_a_cover_that_starts_with_its_inner_element() -> None:
    assert _cut('<sub alias="x"><say-as interpret-as="digits">1</say-as>b</sub>') == [("1b", None, "x", None, None)]


def test_a_pronunciation_covers_its_text() -> None:
    assert _cut('<phoneme ph="a">b c</phoneme>d') == [("b c", None, None, None, "/a/"), ("d", None, None, None, None)]
