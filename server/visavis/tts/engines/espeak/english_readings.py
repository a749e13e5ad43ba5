"""English words that the library would misread, most of them names, as the phonemes it should say.

``readings/en-us.txt`` is written by ``tools/english_readings.py`` from the CMU Pronouncing Dictionary.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

_FILE: Final = Path(__file__).with_name("readings") / "en-us.txt"


def with_readings(words: str) -> str:
    """``words`` with every known word replaced by its phonemes in double brackets, for a run of the English voice.

    A word in capitals stays: it may be an abbreviation.
    """
    known = english_readings()
    return " ".join(
        f"[[{known[word.lower()]}]]" if word.lower() in known and not word.isupper() else word for word in words.split()
    )


@cache
def english_readings() -> dict[str, str]:
    """Word in lower case → phonemes with ``|`` between them. Read once, in about 10 ms."""
    entries = (line.split() for line in _FILE.read_text("utf-8").splitlines() if not line.startswith("#"))
    return dict(entries)
