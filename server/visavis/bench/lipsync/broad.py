"""Broad phones: what labels and aligners of different habits are brought to before they are compared.

An IPA symbol becomes one broad phone, or several that share its time (``ɑːɹ`` is a vowel and an r). Stress, length,
tone and diacritics do not count.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

from visavis.bench.lipsync.recording import TimedPhone

_GLIDES: Final = frozenset({"y", "w"})
_VOWEL_WEIGHT: Final = 1.0
_GLIDE_WEIGHT: Final = 0.45
_CODA_WEIGHT: Final = 0.65
_DROPPED: Final = frozenset("ːˑˈˌ'.-ʰʲʷˠˤᵝ˞̃˥˦˧˨˩͜͡ ")


@dataclass(frozen=True, slots=True)
class BroadPhone:
    """One broad phone, times in ms."""

    name: str
    """Lower-case, ARPAbet-like; empty for silence."""
    onset_ms: float
    end_ms: float


@dataclass(frozen=True)
class BroadTable:
    """What the data file holds."""

    visemes: dict[str, str]
    """Broad phone → viseme, or ``following``: that of the vowel after it."""
    classes: dict[str, str]
    """Broad phone → what kind of sound it is."""
    vowels: frozenset[str]
    symbols: dict[str, tuple[str, ...]]
    """IPA → broad phones."""
    longest: int


@cache
def broad_table() -> BroadTable:
    """The table of the package, read once."""
    data = json.loads(files("visavis.bench.lipsync").joinpath("data/broad_phones.json").read_text("utf-8"))
    symbols = {
        unicodedata.normalize("NFD", symbol): (value,) if isinstance(value, str) else tuple(value)
        for symbol, value in data["symbols"].items()
    }
    classes = {name: kind for kind, names in data["classes"].items() for name in names}
    classes |= dict.fromkeys(data["vowels"], "vowel")
    return BroadTable(data["visemes"], classes, frozenset(data["vowels"]), symbols, max(map(len, symbols)))


def broad_phones(phones: Iterable[TimedPhone]) -> list[BroadPhone]:
    """The same sounds in broad phones, end to end from the first onset; equal silences in a row are one."""
    result: list[BroadPhone] = []
    at = 0.0
    for phone in phones:
        if phone.onset_ms > at:
            _append(result, "", at, phone.onset_ms)
        names = broad_names(phone.ipa)
        weights = [_weight(names, index) for index in range(len(names))]
        onset = max(phone.onset_ms, at)
        length = phone.end_ms - onset
        if length <= 0:
            continue
        passed = 0.0
        for name, weight in zip(names, weights, strict=True):
            start = onset + length * passed / sum(weights)
            passed += weight
            _append(result, name, start, onset + length * passed / sum(weights))
        at = phone.end_ms
    return result


@lru_cache(maxsize=4096)
def broad_names(ipa: str) -> tuple[str, ...]:
    """Broad phones of an IPA symbol; ``("",)`` for silence. Raises ValueError for a symbol the table does not know."""
    table = broad_table()
    text = unicodedata.normalize("NFD", ipa)
    text = "".join(char for char in text if char not in _DROPPED)
    if not text:
        return ("",)
    found: list[str] = []
    at = 0
    while at < len(text):
        for size in range(min(table.longest, len(text) - at), 0, -1):
            names = table.symbols.get(text[at : at + size])
            if names is not None:
                found.extend(names)
                at += size
                break
        else:
            if not unicodedata.combining(text[at]):
                raise ValueError(f"phone {ipa!r}: no broad phone for {text[at]!r}")
            at += 1
    return tuple(found)


def _weight(names: tuple[str, ...], index: int) -> float:
    if names[index] in broad_table().vowels or len(names) == 1:
        return _VOWEL_WEIGHT
    return _GLIDE_WEIGHT if names[index] in _GLIDES else _CODA_WEIGHT


def _append(result: list[BroadPhone], name: str, onset_ms: float, end_ms: float) -> None:
    if result and not name and not result[-1].name:
        result[-1] = BroadPhone("", result[-1].onset_ms, end_ms)
    else:
        result.append(BroadPhone(name, onset_ms, end_ms))
