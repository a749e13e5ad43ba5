"""Chinese readings of numbers, dates, times and money."""

from __future__ import annotations

from functools import lru_cache

import cn2an

from .data_files import load
from .reader import Number, Reader

_DIGITS = "零一二三四五六七八九"
_MAX_CARDINAL_DIGITS = 16
_SCALES = {"k": "千", "K": "千", "thousand": "千", "M": "百万", "million": "百万", "billion": "十亿", "bn": "十亿"}


class ChineseReader(Reader):
    """Mandarin. The strings are Han characters only (spoken forms), to be given a reading afterwards."""

    language = "zh"
    signs = {  # noqa: RUF012
        "to": "到", "plus": "加", "minus": "减", "times": "乘", "divided": "除以", "equals": "等于", "less": "小于",
        "greater": "大于", "at_most": "小于等于", "at_least": "大于等于", "about": "约",
        "plus_minus": "正负", "and": "和", "at": "at", "dot": "点", "slash": "斜杠", "dash": "杠", "number": "",
        "ratio": "比", "underscore": "下划线",
        "negative": "负", "question": "问号", "square": "平方", "cube": "立方", "per": "每", "hash": "井号",
        "fold": "倍",
    }  # fmt: skip

    def number(self, number: Number, *, counted: bool = False) -> str:
        sign = "负" if number.negative else ""
        if number.fraction:
            return sign + cardinal(number.whole) + "点" + "".join(_DIGITS[int(digit)] for digit in number.fraction)
        return sign + (counted_cardinal(number.whole) if counted else cardinal(number.whole))

    def digit(self, digit: str, *, telephone: bool = False) -> str:
        return "幺" if telephone and digit == "1" else _DIGITS[int(digit)]

    def percent(self, number: str, *, per_mille: bool = False) -> str:
        sign = "负" if number.startswith("负") else ""
        return sign + ("千分之" if per_mille else "百分之") + number.removeprefix("负")

    def fraction(self, numerator: Number, denominator: Number) -> str:
        return self.number(denominator) + "分之" + self.number(numerator)

    def ordinal(self, whole: str) -> str:
        return "第" + cardinal(whole)

    def year(self, digits: str) -> str:
        return "".join(_DIGITS[int(digit)] for digit in digits)

    def date(self, year: str, month: int, day: int) -> str:
        said = self.year(year) + "年" if year else ""
        said += cardinal(str(month)) + "月"
        return said + cardinal(str(day)) + "日" if day else said

    def time(self, hour: int, minute: int, second: int | None, half: str) -> str:
        said = {"am": "上午", "pm": "下午", "": ""}[half] + counted_cardinal(str(hour)) + "点"
        if minute or second:
            said += (cardinal(str(minute)) if minute >= 10 else _low(minute)) + "分"
        if second:
            said += (cardinal(str(second)) if second >= 10 else _low(second)) + "秒"
        return said

    def money(self, number: Number, currency: str, scale: str = "") -> str:
        trimmed = Number(number.whole, number.fraction.rstrip("0"), number.negative)
        return self.number(trimmed, counted=True) + self.scale(scale) + str(load("currencies")["names"][currency]["zh"])

    def unit(self, unit: str, *, one: bool) -> str:  # noqa: ARG002
        return str(load("units")[unit].get("zh", ""))

    def scale(self, scale: str) -> str:
        return _SCALES.get(scale, scale)


def _low(value: int) -> str:
    return "零" + _DIGITS[value]


@lru_cache(maxsize=4096)
def cardinal(whole: str) -> str:
    """``二百零五`` for ``205``; digit by digit beyond 16 digits."""
    digits = whole.lstrip("0") or "0"
    if len(digits) > _MAX_CARDINAL_DIGITS:
        return "".join(_DIGITS[int(digit)] for digit in digits)
    said = str(cn2an.an2cn(digits, "low"))
    if len(digits) >= 4 and said[0] == "二" and said[1] in "千万亿":
        return "两" + said[1:]
    return said


def counted_cardinal(whole: str) -> str:
    """As :func:`cardinal`, with 两 where something is counted: ``两`` for ``2``, ``两百`` for ``200``."""
    digits = whole.lstrip("0") or "0"
    if digits == "2":
        return "两"
    if digits == "200":
        return "两百"
    return cardinal(digits)
