"""Reads the interval tiers of Praat's TextGrid files, long and short text format.

Both formats hold the same values in the same order: strings in double quotes, numbers, and the flag ``<exists>``; all
else in the long format is decoration. (Praat manual, "TextGrid file formats".)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from visavis.bench.lipsync.labels import Label

LARGEST_BYTES: Final = 32 * 1024 * 1024
_VALUE: Final = re.compile(r'"((?:[^"]|"")*)"|(?<![^\s=])([-+]?\d[\d.]*(?:[eE][-+]?\d+)?)(?=\s|$)|(<exists>|<absent>)')
_INTERVALS: Final = "IntervalTier"
_POINTS: Final = "TextTier"


class TextGridError(ValueError):
    """The file is not a TextGrid that can be read."""


@dataclass(frozen=True, slots=True)
class Tier:
    """One interval tier."""

    name: str
    labels: tuple[Label, ...]


def read_textgrid(path: Path) -> list[Tier]:
    """The interval tiers in order; point tiers are left out. Raises :class:`TextGridError` that names the file."""
    size = path.stat().st_size
    if size > LARGEST_BYTES:
        raise TextGridError(f"{path.name}: {size} bytes are more than the {LARGEST_BYTES} that are read")
    try:
        return parse_textgrid(decode(path.read_bytes()))
    except (TextGridError, UnicodeDecodeError) as error:
        raise TextGridError(f"{path.name}: {error}") from None


def parse_textgrid(text: str) -> list[Tier]:
    """As :func:`read_textgrid`, from the file's text."""
    head = text[:200]
    if "TextGrid" not in head or "ooTextFile" not in head:
        raise TextGridError(f"not a TextGrid in text format; it starts with {head[:40]!r}")
    values = _values(text)
    try:
        for _ in range(2):
            next(values)  # the file type and the class
        _number(values), _number(values)
        if next(values) != "<exists>":
            return []
        # Not a generator: StopIteration inside one is another error.
        tiers = [_tier(values) for _ in range(int(_number(values)))]
    except StopIteration:
        raise TextGridError("it ends before all its tiers are told") from None
    return [tier for tier in tiers if tier is not None]


def decode(data: bytes) -> str:
    """Text of a file in UTF-16 or UTF-8 with or without a mark, else Latin-1."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _tier(values: Iterator[str | float]) -> Tier | None:
    kind, name = next(values), next(values)
    _number(values), _number(values)
    count = int(_number(values))
    if kind == _POINTS:
        for _ in range(2 * count):
            next(values)
        return None
    if kind != _INTERVALS:
        raise TextGridError(f"a tier is of the kind {kind!r}, expected {_INTERVALS!r} or {_POINTS!r}")
    labels = []
    for _ in range(count):
        onset, end, text = _number(values), _number(values), next(values)
        if end > onset:
            labels.append(Label(str(text).strip(), onset * 1000, end * 1000))
    return Tier(str(name), tuple(labels))


def _number(values: Iterator[str | float]) -> float:
    value = next(values)
    if isinstance(value, str):
        raise TextGridError(f"{value[:40]!r} stands where a number was expected")
    return value


def _values(text: str) -> Iterator[str | float]:
    for found in _VALUE.finditer(text):
        quoted, number, flag = found.groups()
        if number is not None:
            yield float(number)
        else:
            yield flag if flag is not None else quoted.replace('""', '"')
