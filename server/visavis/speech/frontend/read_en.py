"""English readings of numbers, dates, times and money."""

from __future__ import annotations

from functools import lru_cache

from num2words import num2words

from .data_files import load
from .reader import Number, Reader

_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_MAX_CARDINAL_DIGITS = 15
_SCALES = {
    "k": "thousand",
    "K": "thousand",
    "M": "million",
    "bn": "billion",
    "万": "ten thousand",
    "亿": "hundred million",
}


class EnglishReader(Reader):
    """English; British "and" inside numbers."""

    language = "en"
    signs = {  # noqa: RUF012
        "to": "to", "plus": "plus", "minus": "minus", "times": "times", "divided": "divided by", "equals": "equals",
        "less": "less than", "greater": "greater than", "at_most": "at most", "at_least": "at least",
        "about": "about", "plus_minus": "plus or minus", "and": "and", "at": "at", "dot": "dot", "slash": "slash",
        "dash": "dash", "underscore": "underscore", "number": "number", "ratio": "to", "negative": "minus",
        "question": "question mark", "square": "squared", "cube": "cubed", "per": "per", "hash": "hash",
        "fold": "times",
    }  # fmt: skip

    def number(self, number: Number, *, counted: bool = False) -> str:  # noqa: ARG002
        said = ("minus " if number.negative else "") + cardinal(number.whole)
        if number.fraction:
            said += " point " + " ".join(_DIGITS[int(digit)] for digit in number.fraction)
        return said

    def digit(self, digit: str, *, telephone: bool = False) -> str:
        return "oh" if telephone and digit == "0" else _DIGITS[int(digit)]

    def percent(self, number: str, *, per_mille: bool = False) -> str:
        return number + (" per thousand" if per_mille else " percent")

    def fraction(self, numerator: Number, denominator: Number) -> str:
        top, bottom = int(numerator.whole), int(denominator.whole)
        if bottom == 2:
            name = "half" if top == 1 else "halves"
        elif bottom == 4:
            name = "quarter" if top == 1 else "quarters"
        elif 2 < bottom <= 100 and top < 100:
            name = self.ordinal(denominator.whole) + ("" if top == 1 else "s")
        else:
            return f"{cardinal(numerator.whole)} over {cardinal(denominator.whole)}"
        return f"{cardinal(numerator.whole)} {name}"

    def ordinal(self, whole: str) -> str:
        if len(whole) > _MAX_CARDINAL_DIGITS:
            return cardinal(whole)
        return _ordinal(int(whole))

    def year(self, digits: str) -> str:
        return _year(int(digits)) if 1000 <= int(digits) <= 2999 else cardinal(digits)

    def date(self, year: str, month: int, day: int) -> str:
        said = _MONTHS[month - 1]
        if day:
            said += " " + _ordinal(day)
        return f"{said} {self.year(year)}" if year else said

    def time(self, hour: int, minute: int, second: int | None, half: str) -> str:
        spoken_hour = cardinal(str(hour))
        if minute:
            said = f"{spoken_hour} {'oh ' if minute < 10 else ''}{cardinal(str(minute))}"
        elif half:
            said = spoken_hour
        elif hour == 0:
            said = "midnight"
        else:
            said = f"{spoken_hour} o'clock" if hour <= 12 else f"{spoken_hour} hundred"
        if second:
            said += f" and {cardinal(str(second))} second{'' if second == 1 else 's'}"
        return said + {"am": " A M", "pm": " P M", "": ""}[half]

    def money(self, number: Number, currency: str, scale: str = "") -> str:
        names = load("currencies")["names"][currency]
        one, many = names["en"]
        if scale:
            return f"{self.number(number)} {self.scale(scale)} {many}"
        sign = "minus " if number.negative else ""
        minor = names.get("minor")
        if minor is not None and len(number.fraction) == 2:
            cents = int(number.fraction)
            said = f"{cardinal(number.whole)} {one if number.whole.lstrip('0') == '1' else many}"
            if not cents:
                return sign + said
            tail = f"{cardinal(str(cents))} {minor[0] if cents == 1 else minor[1]}"
            return sign + (f"{said} and {tail}" if number.whole.strip("0") else tail)
        trimmed = Number(number.whole, number.fraction.rstrip("0"), number.negative)
        return f"{self.number(trimmed)} {one if trimmed.is_one else many}"

    def unit(self, unit: str, *, one: bool) -> str:
        return str(load("units")[unit]["en"][0 if one else 1])

    def scale(self, scale: str) -> str:
        return _SCALES.get(scale, scale)


@lru_cache(maxsize=4096)
def cardinal(whole: str) -> str:
    """``two hundred and five`` for ``205``; digit by digit beyond 15 digits."""
    digits = whole.lstrip("0") or "0"
    if len(digits) > _MAX_CARDINAL_DIGITS:
        return " ".join(_DIGITS[int(digit)] for digit in digits)
    return str(num2words(int(digits))).replace(",", "")


@lru_cache(maxsize=512)
def _ordinal(value: int) -> str:
    return str(num2words(value, to="ordinal")).replace(",", "")


@lru_cache(maxsize=512)
def _year(value: int) -> str:
    said = str(num2words(value, to="year")).replace(",", "")
    return said.replace("oh-", "oh ")
