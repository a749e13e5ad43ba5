"""How numbers are written, and what they are worth: what the rules for amounts share."""

from __future__ import annotations

import re

from .data_files import load
from .reader import Number

# Longer ones are no amounts; they are said digit by digit.
NUM = r"(?:\d{1,3}(?:,\d{3}){1,5}(?!\d)(?:\.\d{1,40}(?!\d))?|\d{1,16}(?!\d)(?:\.\d{1,40}(?!\d))?)"
SCALE = r"(万亿|百万|千万|万|亿|萬|億|[kKwWM](?![A-Za-z])|\s?(?:thousand|million|billion|bn)(?![A-Za-z]))"
SHIFT = {"k": 3, "K": 3, "thousand": 3, "w": 4, "W": 4, "M": 6, "million": 6, "billion": 9, "bn": 9}
DASH = r"\s?[-–—~～]\s?"


def alternatives(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def parse(text: str, *, negative: bool = False) -> Number:
    """A matched number: thousands separators dropped."""
    whole, _, fraction = text.replace(",", "").partition(".")
    return Number(whole or "0", fraction, negative)


def shifted(number: Number, places: int) -> Number:
    """The number times ten to the ``places``."""
    fraction = number.fraction.ljust(places, "0")
    whole = (number.whole + fraction[:places]).lstrip("0") or "0"
    return Number(whole, fraction[places:].rstrip("0"), number.negative)


UNIT = rf"({alternatives(list(load('units')))})(?![A-Za-z0-9²³])"
