"""The language of an utterance, in the codes that were asked for."""

from __future__ import annotations

import pytest

from visavis.listen.language import as_wished, language_of

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "languages", "expected"),
    [
        ("我的订单到哪里了？", ("zh-CN", "en-GB"), "zh-CN"),
        ("Where is my order?", ("zh-CN", "en-GB"), "en-GB"),
        ("OK", ("zh-CN",), "zh-CN"),
        ("Ja", ("zh", "en"), "en"),
        ("Wo ist meine Bestellung?", ("zh", "de", "en"), "de"),
        ("注文はどこですか", ("zh", "ja"), "ja"),
        ("佢喺邊度啊，我嘅訂單", ("zh", "yue", "en"), "yue"),
        ("我嘅訂單喺邊度", ("zh", "en"), "zh"),
        ("Where is my order?", (), "en"),
        ("", ("zh",), "zh"),
        ("", ("zh", "en"), None),
        ("123", ("zh", "en"), "en"),
    ],
)
def test_the_language_of_a_text(text: str, languages: tuple[str, ...], expected: str | None) -> None:
    assert language_of(text, languages) == expected


def test_a_code_as_it_was_asked_for() -> None:
    assert as_wished("en-US", ("zh", "en")) == "en"
    assert as_wished("zh-HK", ("zh", "yue")) == "yue"
    assert as_wished("ko", ("zh", "en")) == "ko"
