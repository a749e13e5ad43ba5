"""Japanese readings of numbers, in katakana as it is pronounced: ``センニヒャクハチジューエン`` for 1280 yen."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from .data_files import load
from .language_data import language_data
from .read_other import OtherReader
from .reader import Number

_DIGITS = ("ゼロ", "イチ", "ニ", "サン", "ヨン", "ゴ", "ロク", "ナナ", "ハチ", "キュー")
_DIALLED = {"2": "ニー", "5": "ゴー"}
_HUNDREDS = (
    "",
    "ヒャク",
    "ニヒャク",
    "サンビャク",
    "ヨンヒャク",
    "ゴヒャク",
    "ロッピャク",
    "ナナヒャク",
    "ハッピャク",
    "キューヒャク",
)
_THOUSANDS = ("", "セン", "ニセン", "サンゼン", "ヨンセン", "ゴセン", "ロクセン", "ナナセン", "ハッセン", "キューセン")
_GROUPS = ("", "マン", "オク", "チョー")
_MAX_DIGITS = 16
# The numbers that end so are cut short before counters of these kinds.
_SHORT = {
    "k": {"イチ": "イッ", "ロク": "ロッ", "ハチ": "ハッ", "ジュー": "ジュッ", "ヒャク": "ヒャッ"},
    "s": {"イチ": "イッ", "ハチ": "ハッ", "ジュー": "ジュッ"},
    "t": {"イチ": "イッ", "ハチ": "ハッ", "ジュー": "ジュッ"},
    "p": {"イチ": "イッ", "ハチ": "ハッ", "ジュー": "ジュッ"},
    "h": {"イチ": "イッ", "ロク": "ロッ", "ハチ": "ハッ", "ジュー": "ジュッ", "ヒャク": "ヒャッ"},
}
_PUFFED = {"ハ": "パ", "ヒ": "ピ", "フ": "プ", "ヘ": "ペ", "ホ": "ポ"}
_ENDINGS = {"four": "ヨン", "seven": "ナナ", "nine": "キュー"}


class JapaneseReader(OtherReader):
    """Numbers before counters take the sounds of the two together."""

    def digit(self, digit: str, *, telephone: bool = False) -> str:
        return (_DIALLED.get(digit) if telephone else None) or _DIGITS[int(digit)]

    def cardinal(self, whole: str) -> str:
        digits = whole.lstrip("0") or "0"
        return _cardinal(digits) if len(digits) <= _MAX_DIGITS else " ".join(self.digit(digit) for digit in digits)

    def number(self, number: Number, *, counted: bool = False) -> str:  # noqa: ARG002
        said = self.cardinal(number.whole)
        if number.fraction:
            said = re.sub("イチ$", "イッ", "レー" if said == "ゼロ" else re.sub("(ジュー)$", "ジュッ", said))
            said += "テン" + "".join(self.digit(digit) for digit in number.fraction)
        return f"{self.signs['negative']} {said}" if number.negative else said

    def with_counter(self, number: Number, counter: str) -> str:
        """The number and its counter as one word: ``サンボン`` for 3本."""
        data: dict[str, Any] = load("counters_ja")["counters"][counter]
        if number.fraction or number.negative:
            return f"{self.number(number)} {data['reading']}"
        special = data.get("special", {}).get(number.whole.lstrip("0"))
        return str(special or _joined(self.cardinal(number.whole), data))

    def fraction(self, numerator: Number, denominator: Number) -> str:
        return f"{self.cardinal(denominator.whole)}ブンノ {self.cardinal(numerator.whole)}"

    def ordinal(self, whole: str) -> str:
        return f"{self.cardinal(whole)}バンメ"

    def year(self, digits: str) -> str:
        return self.with_counter(Number(digits), "年")

    def date(self, year: str, month: int, day: int) -> str:
        said = [self.year(year)] if year else []
        said.append(self.with_counter(Number(str(month)), "月"))
        if day:
            said.append("ツイタチ" if day == 1 else self.with_counter(Number(str(day)), "日"))
        return " ".join(said)

    def time(self, hour: int, minute: int, second: int | None, half: str) -> str:
        said = [{"am": "ゴゼン", "pm": "ゴゴ", "": ""}[half], self.with_counter(Number(str(hour)), "時")]
        if minute or second:
            said.append(self.with_counter(Number(str(minute)), "分"))
        if second:
            said.append(self.with_counter(Number(str(second)), "秒"))
        return " ".join(filter(None, said))

    def percent(self, number: str, *, per_mille: bool = False) -> str:
        if per_mille:
            return f"{number} パーミル"
        return _shortened(number, "p") + "パーセント"

    def money(self, number: Number, currency: str, scale: str = "") -> str:
        trimmed = Number(number.whole, number.fraction.rstrip("0"), number.negative)
        name = language_data("ja")["currencies"].get(currency, currency)
        scale = {"万": "マン", "億": "オク", "萬": "マン", "亿": "オク"}.get(scale, scale)
        if currency == "JPY" and not trimmed.fraction and not scale:
            return self.with_counter(trimmed, "円")
        return f"{self.number(trimmed)}{scale} {name}"

    def unit(self, unit: str, *, one: bool) -> str:  # noqa: ARG002
        return str(language_data("ja")["units"].get(unit, unit))


def _joined(said: str, data: dict[str, Any]) -> str:
    reading, change = data["reading"], data.get("change", "")
    for name, ending in _ENDINGS.items():
        if name in data and said.endswith(ending):
            return f"{said.removesuffix(ending)}{data[name]}{reading}"
    if "three" in data and said.endswith(("サン", "セン", "ゼン", "マン") if change == "h" else "サン"):
        return said + str(data["three"])
    shortened = _shortened(said, change)
    if change == "h" and shortened != said:
        reading = _PUFFED[reading[0]] + reading[1:]
    return shortened + str(reading)


def _shortened(said: str, change: str) -> str:
    for ending, short in _SHORT.get(change, {}).items():
        if said.endswith(ending):
            return said.removesuffix(ending) + short
    return said


@lru_cache(maxsize=4096)
def _cardinal(digits: str) -> str:
    if digits == "0":
        return "ゼロ"
    said = ""
    groups = [digits[max(0, end - 4) : end] for end in range(len(digits), 0, -4)]
    for place in range(len(groups) - 1, -1, -1):
        value = int(groups[place])
        if value:
            group = _group(value, alone=place > 0)
            said += (
                re.sub("イチ$", "イッ", re.sub("ジュー$", "ジュッ", group)) + "チョー"
                if place == 3
                else group + _GROUPS[place]
            )
    return said


def _group(value: int, *, alone: bool) -> str:
    said = ("イッセン" if alone and value == 1000 else _THOUSANDS[value // 1000]) + _HUNDREDS[value // 100 % 10]
    tens = value // 10 % 10
    said += ("" if tens == 1 else _DIGITS[tens] if tens else "") + ("ジュー" if tens else "")
    return said + (_DIGITS[value % 10] if value % 10 else "")
