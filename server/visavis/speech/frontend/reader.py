"""Readers: how one language says numbers, dates, times, money and signs."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written: ASCII digits without separators."""

    whole: str
    fraction: str = ""
    """Digits after the point; empty for an integer."""
    negative: bool = False

    @property
    def is_one(self) -> bool:
        return not self.fraction and not self.negative and self.whole.lstrip("0") == "1"


class Reader(ABC):
    """Says written things in one language. Words are separated by spaces, except in Chinese."""

    language: str
    signs: dict[str, str]
    """Words for signs: ``to plus minus times divided equals less greater about and at dot slash dash underscore
    number``."""

    @abstractmethod
    def number(self, number: Number, *, counted: bool = False) -> str:
        """``counted``: a measure word or unit follows, which in Chinese turns 二 into 两."""

    @abstractmethod
    def digit(self, digit: str, *, telephone: bool = False) -> str: ...

    @abstractmethod
    def percent(self, number: str, *, per_mille: bool = False) -> str:
        """``number`` is a number already said."""

    @abstractmethod
    def fraction(self, numerator: Number, denominator: Number) -> str: ...

    @abstractmethod
    def ordinal(self, whole: str) -> str: ...

    @abstractmethod
    def year(self, digits: str) -> str: ...

    @abstractmethod
    def date(self, year: str, month: int, day: int) -> str:
        """``year`` and ``day`` may be missing: an empty string, 0."""

    @abstractmethod
    def time(self, hour: int, minute: int, second: int | None, half: str) -> str:
        """``half`` is ``am``, ``pm`` or empty."""

    @abstractmethod
    def money(self, number: Number, currency: str, scale: str = "") -> str:
        """``currency`` is an ISO 4217 code of the data file; ``scale`` is ``万``, ``million`` and so on, or empty."""

    @abstractmethod
    def unit(self, unit: str, *, one: bool) -> str:
        """Name of a unit of the data file; ``one`` where exactly one is counted."""

    def scale(self, scale: str) -> str:
        """``万``, ``million``, ``k`` … as this language says it."""
        return scale


@cache
def reader_for(language: str) -> Reader:
    """The reader of a primary language; English where nothing can count in it."""
    from .read_de import GermanReader
    from .read_en import EnglishReader
    from .read_es import SpanishReader
    from .read_fr import FrenchReader
    from .read_ja import JapaneseReader
    from .read_ko import KoreanReader
    from .read_other import OtherReader, can_count
    from .read_pt import PortugueseReader
    from .read_ru import RussianReader
    from .read_zh import ChineseReader

    if language == "zh":
        return ChineseReader()
    if language == "en" or not can_count(language):
        return EnglishReader()
    own: dict[str, type[OtherReader]] = {
        "de": GermanReader, "es": SpanishReader, "fr": FrenchReader, "ja": JapaneseReader, "ko": KoreanReader,
        "pt": PortugueseReader, "pt-br": PortugueseReader, "ru": RussianReader,
    }  # fmt: skip
    return own.get(language, OtherReader)(language)
