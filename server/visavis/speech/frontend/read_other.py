"""Readings in every language that num2words can count in; what differs between them is data, see `language_data`."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from num2words import CONVERTER_CLASSES, num2words

from .data_files import load
from .language_data import language_data
from .read_en import EnglishReader
from .reader import Number

_MAX_CARDINAL_DIGITS = 12
_CONVERTERS = {"pt-br": "pt_BR"}


def can_count(language: str) -> bool:
    """Whether num2words has the language."""
    return _CONVERTERS.get(language, language) in CONVERTER_CLASSES


class OtherReader(EnglishReader):
    """Numbers by num2words, words from the data. Languages with rules of their own are subclasses.

    ``gender`` is ``m``, ``f`` or ``n``: that of the noun that is counted.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self.data: dict[str, Any] = language_data(language)
        self.signs = EnglishReader.signs | self.data["signs"]
        self._counting = _CONVERTERS.get(language, language)

    def number(self, number: Number, *, counted: bool = False) -> str:  # noqa: ARG002
        said = self.cardinal(number.whole)
        if number.fraction:
            said = f"{said} {self.data['point']} {self.decimals(number.fraction)}"
        return f"{self.signs['negative']} {said}" if number.negative else said

    def decimals(self, fraction: str) -> str:
        """What is said behind the comma: up to two digits as a number, more of them singly."""
        if len(fraction) <= 2 and self.language in {"fr", "es", "pt", "pt-br"}:
            zeros = len(fraction) - len(fraction.lstrip("0"))
            rest = [self.cardinal(fraction)] if fraction.strip("0") else []
            return " ".join([self.digit("0")] * min(zeros, len(fraction)) + rest)
        return " ".join(self.digit(digit) for digit in fraction)

    def agreeing(self, number: Number, gender: str) -> str:
        """The number right before a noun of this gender."""
        if number.fraction:
            return self.number(number)
        said = self.agree(self.cardinal(number.whole), gender)
        return f"{self.signs['negative']} {said}" if number.negative else said

    def agree(self, said: str, gender: str) -> str:  # noqa: ARG002
        """The words of a whole number, as they are before a noun of this gender."""
        return said

    def plural(self, number: Number) -> int:
        """Which of a noun's forms the number takes: 0 for one, 1 for many."""
        return 0 if number.is_one else 1

    def counted(self, number: Number, forms: list[str]) -> str:
        """``3 kg``: the number and its noun. ``forms`` may end with a gender."""
        gender = forms[-1] if len(forms[-1]) == 1 and forms[-1] in "mfn" else "m"
        noun = forms[self.plural(number)]
        return f"{self.agreeing(number, gender)} {self._of(number)}{noun}"

    def _of(self, number: Number) -> str:
        """``un millón de euros``: what stands between whole millions and their noun."""
        of = self.data.get("of_millions", "")
        return (
            f"{of} " if of and not number.fraction and len(number.whole) > 6 and number.whole.endswith("000000") else ""
        )

    def gender_of(self, noun: str) -> str:
        """A guess by the list of the data, else by the noun's ending."""
        data, word = self.data, noun.lower()
        if word in data.get("masculine_nouns", ()) or noun in data.get("masculine_nouns", ()):
            return "m"
        listed = word in data.get("feminine_nouns", ()) or noun in data.get("feminine_nouns", ())
        return "f" if listed or word.endswith(tuple(data.get("feminine_endings", ()))) else "m"

    def digit(self, digit: str, *, telephone: bool = False) -> str:  # noqa: ARG002
        return say(int(digit), self._counting, "cardinal")

    def percent(self, number: str, *, per_mille: bool = False) -> str:
        return f"{number} {self.data['permille'] if per_mille else self.data['percent'][-1]}"

    def percentage(self, number: Number) -> str:
        """As :meth:`percent`, for languages in which the word depends on the number."""
        return f"{self.number(number)} {self.data['percent'][self.plural(number)]}"

    def fraction(self, numerator: Number, denominator: Number) -> str:
        return f"{self.cardinal(numerator.whole)} {self.signs['slash']} {self.cardinal(denominator.whole)}"

    def ordinal(self, whole: str) -> str:
        return say(int(whole), self._counting, "ordinal") if len(whole) <= 6 else self.cardinal(whole)

    def year(self, digits: str) -> str:
        return say(int(digits), self._counting, "year")

    def date(self, year: str, month: int, day: int) -> str:
        months = self.data.get("months")
        parts = [self.day(day)] if day else []
        parts.append(months[month - 1] if months else self.cardinal(str(month)))
        return " ".join([*parts, *([self.year(year)] if year else [])])

    def day(self, day: int) -> str:
        """The day of a month, before the month."""
        return self.cardinal(str(day))

    def time(self, hour: int, minute: int, second: int | None, half: str) -> str:
        parts = [hour, *([minute] if minute or second else []), *([second] if second else [])]
        return " ".join(self.cardinal(str(part)) for part in parts) + {"am": " A M", "pm": " P M", "": ""}[half]

    def money(self, number: Number, currency: str, scale: str = "") -> str:
        forms = self.data.get("currencies", {}).get(currency)
        trimmed = Number(number.whole, number.fraction.rstrip("0"), number.negative)
        if forms is None:
            name = load("currencies")["names"].get(currency, {}).get("en", ["", currency])[1]
            return " ".join(filter(None, [self.number(trimmed), scale, str(name)]))
        forms, genders = _with_genders(forms)
        nouns = forms[: self.forms_of_a_noun]
        minor = forms[self.forms_of_a_noun :]
        if scale:
            word = self.data.get("scales", {}).get(scale, scale)
            scaled = f"{self.number(trimmed)} {word}" if isinstance(word, str) else self.counted(trimmed, word)
            return f"{scaled} {nouns[-1]}"
        if minor and trimmed.fraction and len(trimmed.fraction) <= 2:
            cents = Number(str(int(trimmed.fraction.ljust(2, "0"))))
            tail = f"{self.agreeing(cents, genders[1])} {minor[self.plural(cents)]}"
            if not number.whole.strip("0"):
                return tail
            whole = Number(number.whole, "", number.negative)
            return self.amount(self.counted(whole, [*nouns, genders[0]]), tail, cents)
        return self.counted(trimmed, [*nouns, genders[0]])

    forms_of_a_noun = 2
    """How many forms of a noun the data holds."""

    def amount(self, whole: str, tail: str, cents: Number) -> str:  # noqa: ARG002
        """Euros and cents together."""
        return f"{whole} {self.signs['and']} {tail}"

    def unit(self, unit: str, *, one: bool) -> str:
        forms = self.data.get("units", {}).get(unit)
        return str(forms[0 if one else self.forms_of_a_noun - 1]) if forms else EnglishReader.unit(self, unit, one=one)

    def scale(self, scale: str) -> str:
        return scale

    def cardinal(self, whole: str) -> str:
        """``zweihundertfünf`` for ``205``; digit by digit beyond 12 digits."""
        digits = whole.lstrip("0") or "0"
        if len(digits) > _MAX_CARDINAL_DIGITS:
            return " ".join(self.digit(digit) for digit in digits)
        return say(int(digits), self._counting, "cardinal")


def _with_genders(forms: list[str]) -> tuple[list[str], str]:
    last = forms[-1]
    if last in {"f", "ff", "mf", "fm"}:
        return forms[:-1], last.ljust(2, "m")
    return forms, "mm"


@lru_cache(maxsize=8192)
def say(value: int, language: str, kind: str) -> str:
    """The words, or the English ones where the language's converter cannot say this."""
    try:
        said = str(num2words(value, lang=language, to=kind))
    except Exception:  # num2words leaks whatever a converter stumbles over: NotImplementedError, KeyError, IndexError …
        said = ""
    said = " ".join(said.replace(",", " ").split())
    if said and not any(character.isdigit() for character in said):
        return said
    if kind != "cardinal":
        return say(value, language, "cardinal")
    return str(num2words(value)).replace(",", "")
