"""Jyutping as the library reads it."""

from __future__ import annotations

import pytest

from visavis.tts.engines.espeak.jyutping import espeak_jyutping

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("reading", "written"),
    [
        ("nei5", "nei5"),
        ("cin1 ngaa5", "cin1 ngaa5"),
        ("gwong2", "gwong2"),
        ("m4", "mm4"),
        ("ng5", "[[N-]]"),
        ("jyut6", "jyut6"),
    ],
)
def test_written(reading: str, written: str) -> None:
    assert espeak_jyutping(reading) == written


@pytest.mark.parametrize("reading", ["", "nei", "nei7", "[[a]]", "nei5<", "hello", "你"])
def test_what_is_no_jyutping_is_refused(reading: str) -> None:
    assert espeak_jyutping(reading) is None
