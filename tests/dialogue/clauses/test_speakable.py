"""Markdown as it is said."""

from __future__ import annotations

import pytest

from visavis.dialogue.clauses.speakable import speakable

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("**很** *重要* ***的*** ~~旧~~ __事__ _情_", "很 重要 的 旧 事 情"),
        ("# 标题\n## 二级\n- 一\n* 二\n+ 三\n> 引\n- [x] 好", "标题\n二级\n一\n二\n三\n引\n好"),
        ("看[这里](https://shop.example/a?b=1)吧", "看这里吧"),
        ("点[这里](javascript:alert(1))，看[百科](https://shop.example/a_(b)_c)吧", "点这里，看百科吧"),
        ('![图](https://shop.example/a.png "标题")如图', "如图"),
        ("<https://shop.example/a>", "https://shop.example/a"),
        ("用`pip install`装", "用pip install装"),
        ("好的😊👨‍👩‍👧‍👦❤️🇨🇳！", "好的！"),
        ("停<break time='1s'/>顿<!-- 注 -->了<b>吗</b>", "停顿了吗"),
        ("3*4=12, 2 * 5", "3×4=12, 2×5"),
        ("snake_case_name __init__", "snake_case_name init"),
        ("1. 第一\n2. 第二", "1. 第一\n2. 第二"),
        ("价格 < 5 元，a > b", "价格 < 5 元，a > b"),
        (r"\*不是强调\*", "*不是强调*"),
        ("---", ""),
        ("-5℃ 和 *a", "-5℃ 和 a"),
    ],
)
def test_signs_are_not_said(written: str, said: str) -> None:
    assert speakable(written) == said
