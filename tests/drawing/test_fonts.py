"""What a picture says where the machine has no font for it."""

from __future__ import annotations

import pytest

from visavis.drawing import fonts
from visavis.drawing.fonts import drawable, font

pytestmark = pytest.mark.unit


@pytest.fixture
def no_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_cjk_path", lambda: None)


@pytest.mark.usefixtures("no_chinese")
def test_chinese_is_told_in_pinyin_and_what_nothing_draws_is_a_dot() -> None:
    assert drawable("你好") == ("nǐ hǎo", False)
    assert drawable("é") == ("é", False)
    assert drawable("สวัสดี") == ("······", False)


@pytest.mark.usefixtures("no_chinese")
def test_the_font_that_comes_along_has_letters_with_tones() -> None:
    boxes = {font(20).getbbox(letter) for letter in "iíǐ"}
    assert len(boxes) > 1
