"""The Accept headers."""

from __future__ import annotations

import pytest

from visavis.transport.accept import accepts_encoding, best_type

pytestmark = pytest.mark.unit

OFFERED = ("multipart/mixed", "application/json", "audio/wav")


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, "multipart/mixed"),
        ("", "multipart/mixed"),
        ("*/*", "multipart/mixed"),
        ("audio/*", "audio/wav"),
        ("audio/wav;q=0.5, application/json;q=0.9", "application/json"),
        ("text/html, audio/wav", "audio/wav"),
        ("AUDIO/WAV", "audio/wav"),
        ("*/*;q=0.1, audio/wav;q=0", "multipart/mixed"),
        ("image/png", None),
        ("audio/wav;q=0", None),
        ("audio/wav;q=rubbish", None),
    ],
)
def test_the_best_of_what_is_offered(header: str | None, expected: str | None) -> None:
    assert best_type(header, OFFERED) == expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [(None, False), ("gzip, br", True), ("gzip", False), ("br;q=0", False), ("*", True), ("*;q=0, br", True)],
)
def test_encodings(header: str | None, expected: bool) -> None:
    assert accepts_encoding(header, "br") is expected
