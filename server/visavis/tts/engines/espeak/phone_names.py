"""From espeak-ng's name of a phone to IPA, stress and tone."""

from __future__ import annotations

import json
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from visavis.tts.engines.espeak.frames import Table
from visavis.tts.engines.espeak.phone_classes import IPA_STRESS_MARKS, STRESS_MARKS, TABLE_FILES, read_table

_STRESS: Final = {"'": 2, "ˈ": 2, ",": 1, "ˌ": 1}
# What the library's own IPA leaves in its ASCII spelling, and marks the mouth does not show.
_IPA_REPAIRS: Final = str.maketrans(
    {".": None, "-": None, "^": None, "_": None, "g": "ɡ", "ᵻ": "ɪ", "|": None, "[": None}
)


@lru_cache(maxsize=4096)
def phone_name(table: int, raw: bytes) -> tuple[str, int, bool]:
    """IPA (empty for silence), stress 0 to 2, and whether the phone may carry a tone.

    ``raw`` is the event's eight bytes, padded with zeros; a name that fills them may be cut within a character.
    """
    name = raw.split(b"\0", 1)[0].decode("utf-8", "ignore")
    if not name:
        return "", 0, False
    stress = max((_STRESS.get(mark, 0) for mark in name[:2]), default=0)
    if Table(table).is_ipa:
        bare = name.strip(IPA_STRESS_MARKS)
        ipa = _repairs(table).get(bare) or bare.translate(_IPA_REPAIRS)
        return ipa or "ə", stress, False
    bare = name.lstrip(STRESS_MARKS)
    vowels, consonants = _symbols(table)
    if bare in vowels:
        return vowels[bare], stress, True
    return consonants.get(bare) or _guess(bare, vowels | consonants), stress, False


def phone_symbols() -> frozenset[str]:
    """Every IPA symbol the tables can yield; a viseme map must know them all."""
    return frozenset(symbol for table in TABLE_FILES for names in _symbols(table) for symbol in names.values())


@cache
def _repairs(table: int) -> dict[str, str]:
    """What the library's IPA of one language should say."""
    path = Path(__file__).with_name("phones") / "ipa.json"
    repairs: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))["repairs"].get(Table(table).name, {})
    return repairs


@cache
def _symbols(table: int) -> tuple[dict[str, str], dict[str, str]]:
    data = read_table(Table(table))
    return data["vowels"], data["consonants"]


def _guess(name: str, known: dict[str, str]) -> str:
    """A name of a later library: its longest known beginning, else a neutral vowel."""
    for length in range(len(name) - 1, 0, -1):
        if name[:length] in known:
            return known[name[:length]]
    return "ə"
