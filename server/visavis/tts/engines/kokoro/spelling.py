"""Kokoro's own spelling of English sounds, from espeak's IPA, and back to IPA for the mouth.

Kokoro writes a diphthong or an affricate as one symbol and leaves length out of American English.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Final

_BOTH: Final = {
    "aɪ": "I", "aʊ": "W", "eɪ": "A", "ɔɪ": "Y", "dʒ": "ʤ", "tʃ": "ʧ", "n̩": "ᵊn", "l̩": "ᵊl", "m̩": "ᵊm", "ʔ": "t",
    "ɐ": "ə", "r": "ɹ", "x": "k", "ç": "k", "ɬ": "l", "ʲ": "", "g": "ɡ",
}  # fmt: skip
_AMERICAN: Final = {
    "oʊ": "O", "əʊ": "O", "ɜːɹ": "ɜɹ", "ɜː": "ɜɹ", "ɝ": "ɜɹ", "ɚ": "əɹ", "oːɹ": "ɔɹ", "oː": "ɔ", "o": "ɔ", "ɾ": "T",
    "e": "ɛ", "ɒ": "ɑ", "ː": "",
}  # fmt: skip
_BRITISH: Final = {"əʊ": "Q", "oʊ": "Q", "eə": "ɛː", "iə": "ɪə", "e": "ɛ", "ɚ": "ə", "ɾ": "t", "ᵻ": "ɪ"}
HEARD: Final = {
    "A": "eɪ", "I": "aɪ", "O": "oʊ", "Q": "əʊ", "W": "aʊ", "Y": "ɔɪ", "ʤ": "dʒ", "ʧ": "tʃ", "T": "ɾ", "ᵊ": "ə",
    "ᵻ": "ɪ",
}  # fmt: skip
"""IPA of the symbols that are not IPA."""


def kokoro_symbols(ipa: str, *, british: bool) -> str:
    """espeak's IPA of English as Kokoro wants it.

    >>> kokoro_symbols("həlˈoʊ dʒˈʌdʒ", british=False)
    'həlˈO ʤˈʌʤ'
    """
    table, pattern = _table(british)
    return pattern.sub(lambda match: table[match[0]], ipa)


@cache
def numbers() -> dict[str, int]:
    """The number of each symbol."""
    told: dict[str, int] = json.loads(Path(__file__).with_name("symbols.json").read_text("utf-8"))["symbols"]
    return told


@cache
def _table(british: bool) -> tuple[dict[str, str], re.Pattern[str]]:
    table = _BOTH | (_BRITISH if british else _AMERICAN)
    longest_first = sorted(table, key=len, reverse=True)
    return table, re.compile("|".join(map(re.escape, longest_first)))
