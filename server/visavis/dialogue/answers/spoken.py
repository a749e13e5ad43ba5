"""What of an answer is said aloud."""

from __future__ import annotations

import re
from typing import Final

from visavis.speech.frontend.directions import take_out

_MISSPELT: Final = re.compile(r"\[\s*(gesture|emotion)\b[^\]\n]{0,80}\]?", re.IGNORECASE)


def check_spoken(text: str) -> str:
    """``text``, if something is left to be said and every stage direction is one. Raises :class:`ValueError`."""
    said, _ = take_out(text)
    if _MISSPELT.search(said) is not None:
        raise ValueError("a stage direction is misspelt and would be read aloud; write it as [gesture:bow]")
    if not any(character.isalnum() for character in said):
        raise ValueError("nothing is left to be said; write a sentence")
    return text
