"""A few hundred customer-service sentences, Chinese, English and mixed, against their reading, checked by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from visavis.speech.frontend import analyse

pytestmark = pytest.mark.unit

_FOLDER = Path(__file__).parents[2] / "golden" / "readings"
_SENTENCES = [
    (sentence["text"], sentence["said"])
    for name in ("zh", "en", "mixed")
    for sentence in json.loads((_FOLDER / f"{name}.json").read_text(encoding="utf-8"))["sentences"]
]
_WORDS = json.loads((_FOLDER / "words.json").read_text(encoding="utf-8"))["words"]


@pytest.mark.parametrize(("text", "said"), _SENTENCES)
def test_said(text: str, said: str) -> None:
    assert " ".join(token.reading or token.spoken for s in analyse(text).sentences for token in s.tokens) == said


@pytest.mark.parametrize(("word", "said"), _WORDS.items())
def test_a_word_that_is_easily_misread(word: str, said: str) -> None:
    assert " ".join(token.reading for s in analyse(word, language="zh").sentences for token in s.tokens) == said


def test_there_are_enough_and_none_twice() -> None:
    assert len({text for text, _ in _SENTENCES}) == len(_SENTENCES) >= 350
