"""Readings in every language that num2words can count in."""

from __future__ import annotations

from functools import lru_cache

from num2words import CONVERTER_CLASSES, num2words

from .data_files import load
from .read_en import EnglishReader
from .reader import Number

_MAX_CARDINAL_DIGITS = 12


def can_count(language: str) -> bool:
    """Whether num2words has the language."""
    return language in CONVERTER_CLASSES


class OtherReader(EnglishReader):
    """Numbers by num2words; signs from the data file; what is written day-first or unit-last is read in order."""

    def __init__(self, language: str) -> None:
        words: dict[str, str] = load("words_other").get(language, {})
        self.language = language
        self.signs = EnglishReader.signs | words | {"negative": words.get("minus", "minus"), "number": ""}
        self._percent = words.get("percent", "%")
        self._point = words.get("point", "")

    def number(self, number: Number, *, counted: bool = False) -> str:  # noqa: ARG002
        said = self._cardinal(number.whole)
        if number.fraction:
            said = " ".join([said, self._point, *(self.digit(digit) for digit in number.fraction)])
        return f"{self.signs['negative']} {said}" if number.negative else said

    def digit(self, digit: str, *, telephone: bool = False) -> str:  # noqa: ARG002
        return _say(int(digit), self.language, "cardinal")

    def percent(self, number: str, *, per_mille: bool = False) -> str:
        return f"{number} {'‰' if per_mille else self._percent}"

    def fraction(self, numerator: Number, denominator: Number) -> str:
        return f"{self._cardinal(numerator.whole)} {self.signs['slash']} {self._cardinal(denominator.whole)}"

    def ordinal(self, whole: str) -> str:
        return _say(int(whole), self.language, "ordinal") if len(whole) <= 6 else self._cardinal(whole)

    def year(self, digits: str) -> str:
        return _say(int(digits), self.language, "year")

    def date(self, year: str, month: int, day: int) -> str:
        parts = [str(day)] * bool(day) + [str(month)]
        return " ".join([self._cardinal(part) for part in parts] + ([self.year(year)] if year else []))

    def time(self, hour: int, minute: int, second: int | None, half: str) -> str:
        parts = [hour, *([minute] if minute or second else []), *([second] if second else [])]
        return " ".join(self._cardinal(str(part)) for part in parts) + {"am": " A M", "pm": " P M", "": ""}[half]

    def money(self, number: Number, currency: str, scale: str = "") -> str:
        trimmed = Number(number.whole, number.fraction.rstrip("0"), number.negative)
        name = load("currencies")["names"][currency]["en"][1]
        return " ".join(filter(None, [self.number(trimmed), scale, str(name)]))

    def unit(self, unit: str, *, one: bool) -> str:
        return EnglishReader.unit(self, unit, one=one)

    def scale(self, scale: str) -> str:
        return scale

    def _cardinal(self, whole: str) -> str:
        digits = whole.lstrip("0") or "0"
        if len(digits) > _MAX_CARDINAL_DIGITS:
            return " ".join(self.digit(digit) for digit in digits)
        return _say(int(digits), self.language, "cardinal")


@lru_cache(maxsize=4096)
def _say(value: int, language: str, kind: str) -> str:
    """The words, or the English ones where the language's converter cannot say this."""
    try:
        said = str(num2words(value, lang=language, to=kind))
    except Exception:  # num2words leaks whatever a converter stumbles over: NotImplementedError, KeyError, IndexError …
        said = ""
    said = " ".join(said.replace(",", " ").split())
    if said and not any(character.isdigit() for character in said):
        return said
    if kind != "cardinal":
        return _say(value, language, "cardinal")
    return str(num2words(value)).replace(",", "")
