"""What the scanner hands to the assembler: pieces of speech and the stops between them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Piece:
    """Something to say, with the stretch of the folded text it comes from."""

    language: str
    spoken: str
    """For ``zh`` one or more Han characters; for any other language one word."""
    start: int
    end: int
    spread: bool = False
    """Character ``i`` of ``spoken`` was written at ``start + i``."""
    readings: tuple[str, ...] = ()
    """Digit pinyin that was asked for, one for each character of ``spoken``; empty where the front end decides."""
    literal: bool = False
    """``readings`` are said exactly so, without tone sandhi."""
    ipa: str = ""
    """IPA that was asked for, for all of ``spoken``."""
    punctuation: str = ""
    """Normalised ASCII punctuation heard after the piece, as between the groups of a telephone number."""


@dataclass(slots=True)
class Stop:
    """Punctuation of the text."""

    punctuation: str
    """Normalised ASCII: one of ``, . ? ! ; :``, or empty for a closing bracket that only belongs to the sentence."""
    start: int
    end: int
    ends: bool = False
    """The sentence ends here."""


Item = Piece | Stop
