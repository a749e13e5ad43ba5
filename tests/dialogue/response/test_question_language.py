"""A visitor's language, where one question alone does not tell."""

from __future__ import annotations

import pytest

from visavis.dialogue.response import question_language

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "told", "earlier", "language"),
    [
        ("怎么退货", None, ["Where is my parcel?"], "zh"),
        ("Where is my parcel?", None, ["怎么退货"], "en"),
        ("refund", None, ["怎么退货"], "zh"),
        ("refund", None, [], "en"),
        ("iPhone", None, ["OK", "好的，谢谢", "Hello there"], "zh"),
        ("???", None, ["怎么退货"], "zh"),
        ("???", None, ["How are you?"], "en"),
        ("👍", None, [], "zh"),
        ("123", None, ["How are you?"], "en"),
        ("", None, ["How are you?"], "en"),
        ("wo xiang tuihuo", None, [], "zh"),
        ("can you change me", None, [], "en"),
        ("How much is shipping?", "zh-CN", [], "en"),
        ("怎么退货", "en-US", [], "zh"),
        ("iPhone 怎么退货", "en-US", [], "zh"),
        ("怎么用 app", "zh", [], "zh"),
        ("OK", "zh-CN", [], "zh-CN"),
        ("OK", "en", ["怎么退货"], "en"),
        ("", "en", ["怎么退货"], "en"),
        ("東京駅", "ja", [], "ja"),
    ],
)
def test_the_language_of_a_question(text: str, told: str | None, earlier: list[str], language: str) -> None:
    assert question_language(text, told, earlier, "zh") == language
