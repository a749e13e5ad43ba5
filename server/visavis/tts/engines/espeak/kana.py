"""Kana as espeak-ng's phonemes.

The library reads kana itself, but rounds the lips for ん and makes an *h* of small っ before p. As phonemes, ん is made
where the sound after it is, so that it closes the lips before p, b and m, and っ doubles it.
"""

from __future__ import annotations

import json
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

_LONG: Final = "ー"
_NASAL: Final = "ン"
_DOUBLING: Final = "ッ"
_VOWELS: Final = frozenset("aiueo")
_NASAL_BEFORE: Final = {
    "p": "m",
    "b": "m",
    "m": "m",
    "t": "n",
    "d": "n",
    "n": "n",
    "z": "n",
    "r": "n",
    "k": "N",
    "g": "N",
}
_UVULAR: Final = "N\\"
_CUT_SHORT: Final = "?"
# The last vowel of polite endings is not voiced.
_WHISPERED: Final = {"デス": "des", "マス": "mas"}
_STRESSED_MORAE: Final = 3
_CHARACTERS_MAX: Final = 200


@lru_cache(maxsize=4096)
def espeak_kana(reading: str) -> str | None:
    """``[[sampo]]`` for ``サンポ`` or ``さんぽ``; None where anything else than kana is in it, or nothing.

    Longer than 200 characters is cut, as no word is.
    """
    text = reading[:_CHARACTERS_MAX].translate(_KATAKANA)
    if text in _WHISPERED:
        return f"[[{_WHISPERED[text]}]]"
    table = _table()
    morae: list[str] = []
    at = 0
    while at < len(text):
        for size in (2, 1):
            if (phonemes := table.get(text[at : at + size])) is not None:
                break
        else:
            if text[at] not in (_LONG, _NASAL, _DOUBLING):
                return None
            size, phonemes = 1, text[at]
        morae.append(phonemes)
        at += size
    phonemes = _joined(morae)
    return f"[[{phonemes}]]" if phonemes else None


def _joined(morae: list[str]) -> str:
    parts: list[str] = []
    for index, mora in enumerate(morae):
        following = morae[index + 1][0] if index + 1 < len(morae) else ""
        if mora == _LONG:
            vowel = parts[-1][-1:] if parts else ""
            parts.append(vowel if vowel in _VOWELS else "")
        elif mora == _NASAL:
            parts.append(_NASAL_BEFORE.get(following, _UVULAR))
        elif mora == _DOUBLING:
            doubled = following.isalpha() and following.isascii() and following not in _VOWELS
            parts.append(following if doubled else _CUT_SHORT)
        else:
            parts.append(mora)
    if len(morae) >= _STRESSED_MORAE:
        _stress(parts)
    return "".join(parts)


def _stress(parts: list[str]) -> None:
    """Where the library's own reading puts it: on the last vowel but one, a long one counting once."""
    heads = [index for index, part in enumerate(parts) if part[-1:] in _VOWELS]
    heads = [index for index in heads if not (index and parts[index] == parts[index - 1][-1:] != "")]
    if heads:
        index = heads[-2] if len(heads) > 1 else heads[0]
        parts[index] = f"{parts[index][:-1]}'{parts[index][-1]}"


_KATAKANA: Final = {code: code + 0x60 for code in range(0x3041, 0x3097)}


@cache
def _table() -> dict[str, str]:
    path = Path(__file__).with_name("phones") / "kana.json"
    kana: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))["kana"]
    return kana
