"""Russian readings."""

from __future__ import annotations

import re
from functools import cache

from .language_data import language_data
from .read_other import OtherReader
from .reader import Number

_HOUR = ["час", "часа", "часов"]
_MINUTE = ["минута", "минуты", "минут", "f"]
_SECOND = ["секунда", "секунды", "секунд", "f"]
_TENTHS = {1: ["десятая", "десятых"], 2: ["сотая", "сотых"], 3: ["тысячная", "тысячных"]}
_SOFT = {
    "ая": "ья",
    "ого": "ьего",
    "ое": "ье",
    "ом": "ьем",
    "ую": "ью",
    "ой": "ьей",
    "ые": "ьи",
    "ых": "ьих",
    "ому": "ьему",
}


_GENITIVE = {
    "ноль": "нуля", "один": "одного", "одна": "одной", "одно": "одного", "два": "двух", "две": "двух", "три": "трёх",
    "четыре": "четырёх", "восемь": "восьми", "сорок": "сорока", "девяносто": "девяноста", "сто": "ста",
    "двести": "двухсот",
    "триста": "трёхсот", "четыреста": "четырёхсот", "тысяча": "тысячи", "тысячи": "тысяч", "миллион": "миллиона",
    "миллиона": "миллионов", "десятых": "десятых",
    **{f"{unit}сот": f"{unit[:-1]}исот" for unit in ("пять", "шесть", "семь", "девять")}, "восемьсот": "восьмисот",
    **{f"{unit}десят": f"{unit[:-1]}идесяти" for unit in ("пять", "шесть", "семь")}, "восемьдесят": "восьмидесяти",
    **{word: f"{word[:-1]}и" for word in (
        "пять", "шесть", "семь", "девять", "десять", "одиннадцать", "двенадцать", "тринадцать", "четырнадцать",
        "пятнадцать", "шестнадцать", "семнадцать", "восемнадцать", "девятнадцать", "двадцать", "тридцать",
    )},
}  # fmt: skip


@cache
def _genitive_nouns() -> dict[str, str]:
    """From the form of a noun behind a number to that behind the number's genitive."""
    data = language_data("ru")
    groups = [_HOUR, _MINUTE, _SECOND, data["percent"], *data["units"].values(), *data["currencies"].values()]
    found: dict[str, str] = {}
    for group in groups:
        forms = [form for form in group if len(form) > 2]
        for one, few, many in zip(forms[::3], forms[1::3], forms[2::3], strict=False):
            found |= {few: many, one: few} if one != few else {}
    return found


class RussianReader(OtherReader):
    """Three forms of every noun; one and two agree with it; dates are ordinals in the genitive."""

    forms_of_a_noun = 3

    def plural(self, number: Number) -> int:
        """1, 21 … the first form; 2 to 4, 22 … and every fraction the second; else the third."""
        if number.fraction:
            return 1
        last, teens = int(number.whole[-1:]), number.whole[-2:-1] == "1"
        if last == 1 and not teens:
            return 0
        return 1 if 2 <= last <= 4 and not teens else 2

    def cardinal(self, whole: str) -> str:
        said = super().cardinal(whole)
        return said.removeprefix("одна ") if said.startswith("одна тысяча") else said

    def agree(self, said: str, gender: str) -> str:
        if gender == "f":
            return re.sub(r"\bодин$", "одна", re.sub(r"\bдва$", "две", said))
        return re.sub(r"\bодин$", "одно", said) if gender == "n" else said

    def gender_of(self, noun: str) -> str:
        """By the ending of the form that follows 1 (nominative) or 2 to 4 (genitive)."""
        if noun.endswith(("ы", "и", "а", "я")):
            return "f" if noun.endswith(("ы", "и")) else "m"
        return "n" if noun.endswith(("о", "е")) else "m"

    def number(self, number: Number, *, counted: bool = False) -> str:  # noqa: ARG002
        if not number.fraction or len(number.fraction) > 3:
            return super().number(number)
        whole = self.agree(self.cardinal(number.whole), "f")
        one = number.whole.endswith("1") and not number.whole.endswith("11")
        part = number.fraction.lstrip("0") or "0"
        said = f"{whole} {'целая' if one else 'целых'} и {self.agree(self.cardinal(part), 'f')} "
        said += _TENTHS[len(number.fraction)][0 if part.endswith("1") and not part.endswith("11") else 1]
        return f"{self.signs['negative']} {said}" if number.negative else said

    def inflected(self, whole: str, ending: str) -> str:
        """The ordinal with this ending: ``первого`` for ``1-го``."""
        said = self.ordinal(whole)
        if said.endswith("третий"):
            return said.removesuffix("ий") + _SOFT.get(ending, "ий")
        return said[:-2] + ending

    def genitive(self, said: str) -> str:
        """Number words and the nouns of the data as they are behind ``до``: ``двух часов``."""
        fractional = "целых" in said or "целая" in said
        nouns = {} if fractional else _genitive_nouns()
        return " ".join(_GENITIVE.get(word) or nouns.get(word, word) for word in said.split())

    def day(self, day: int) -> str:
        return self.inflected(str(day), "ое")

    def date(self, year: str, month: int, day: int) -> str:
        return self.date_with(year, month, day, "ое")

    def date_with(self, year: str, month: int, day: int, ending: str) -> str:
        """``двенадцатого марта две тысячи двадцать шестого года`` for the ending ``ого``."""
        said = f"{self.inflected(str(day), ending)} " if day else ""
        said += str(self.data["months"][month - 1])
        return f"{said} {self.inflected(year, 'ого')} года" if year else said

    def time(self, hour: int, minute: int, second: int | None, half: str) -> str:  # noqa: ARG002
        said = self.counted(Number(str(hour)), _HOUR)
        if minute or second:
            said += f" {self.counted(Number(str(minute)), _MINUTE)}"
        return f"{said} {self.counted(Number(str(second)), _SECOND)}" if second else said

    def amount(self, whole: str, tail: str, cents: Number) -> str:  # noqa: ARG002
        return f"{whole} {tail}"

    def unit(self, unit: str, *, one: bool) -> str:
        forms = self.data["units"].get(unit)
        return str(forms[0 if one else 2]) if forms else OtherReader.unit(self, unit, one=one)

    def fraction(self, numerator: Number, denominator: Number) -> str:
        one = numerator.is_one
        names = {2: ("вторая", "вторых"), 3: ("треть", "трети"), 4: ("четверть", "четверти")}
        bottom = self.inflected(denominator.whole, "ая" if one else "ых")
        name = names[int(denominator.whole)][0 if one else 1] if int(denominator.whole) in names else bottom
        return f"{self.agree(self.cardinal(numerator.whole), 'f')} {name}"
