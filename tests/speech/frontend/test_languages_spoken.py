"""Customer-service sentences of nine languages, and how they are said; every line of the data was checked by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from visavis.speech.frontend import analyse

pytestmark = pytest.mark.unit

DATA = Path(__file__).parent / "languages"
LINES = [
    (path.stem, written, spoken)
    for path in sorted(DATA.glob("*.json"))
    for written, spoken in json.loads(path.read_text("utf-8"))
]
BY_READING = {"ja", "ko", "yue"}


@pytest.mark.parametrize(("language", "written", "spoken"), LINES)
def test_said(language: str, written: str, spoken: str) -> None:
    analysis = analyse(written, language=language)
    assert analysis.language == language
    tokens = [token for sentence in analysis.sentences for token in sentence.tokens]
    words = [token.reading or token.spoken if language in BY_READING else token.spoken for token in tokens]
    assert " ".join(words) == spoken


@pytest.mark.parametrize(("language", "written", "spoken"), LINES)
def test_captions_show_what_was_written(language: str, written: str, spoken: str) -> None:
    """Every letter and digit that was written belongs to a token; tokens are in the order of the text."""
    tokens = [token for sentence in analyse(written, language=language).sentences for token in sentence.tokens]
    covered = {index for token in tokens for index in range(token.written_start, token.written_end)}
    missing = [letter for index, letter in enumerate(written) if letter.isalnum() and index not in covered]
    assert not missing
    assert [token.written_start for token in tokens] == sorted(token.written_start for token in tokens)


def test_there_are_a_few_dozen_of_each() -> None:
    counts = {path.stem: len(json.loads(path.read_text("utf-8"))) for path in DATA.glob("*.json")}
    assert set(counts) == {"de", "es", "fr", "ja", "ko", "pt", "pt-br", "ru", "yue"}
    assert counts["pt"] + counts["pt-br"] >= 24
    assert all(count >= 24 for language, count in counts.items() if language != "pt")
