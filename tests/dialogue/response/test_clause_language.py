"""One voice says names in the middle of an answer; another takes over where the language changes."""

from __future__ import annotations

import pytest

from visavis.dialogue.response.clause_language import clause_language

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "before", "language"),
    [
        ("您好。", "zh", "zh"),
        ("OK，", "zh", "zh"),
        ("iPhone 15 Pro Max,", "zh", "zh"),
        ("iPhone 15 Pro,", "zh", "zh"),
        ("Your parcel is on its way.", "zh", "en"),
        ("好的。", "en", "zh"),
        ("¥128.50", "en", "en"),
        ("こんにちは。", "en", "ja"),
        ("Sure.", "en", "en"),
        ("", "zh", "zh"),
    ],
)
def test_it_follows_the_text(text: str, before: str, language: str) -> None:
    assert clause_language(text, before) == language
