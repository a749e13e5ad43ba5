"""What the text front end hands to an engine: sentences of tokens that remember where they were written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, slots=True)
class Manner:
    """How a token is said, relative to the utterance around it: what ``prosody`` and ``emphasis`` of SSML ask for."""

    rate: float = 1.0
    """Speed factor, 0.4 to 2.5."""
    pitch_semitones: float = 0.0
    """-12 to 12."""
    volume: float = 1.0
    """Linear gain, 0 to 2."""


PLAIN: Final = Manner()
"""Nothing special is asked for."""


@dataclass(frozen=True, slots=True)
class Token:
    """One spoken unit: a word, one Han character, or the reading of one written stretch such as ``A1023``.

    Several tokens may share one written span (``1023`` is read as four), and a token may have none of its own
    (``written_start == written_end``), for example a pause.
    """

    language: str
    """BCP 47-like code of the language it is read in: ``zh``, ``en``, ``fr`` …"""
    spoken: str
    """What is said, in the language's own script: ``一``, ``twenty``, ``hello``. Empty for a pure pause."""
    written_start: int
    """Start of the written stretch in code points of the source text."""
    written_end: int
    """Exclusive end of the written stretch in code points of the source text."""
    reading: str = ""
    """How to say it where the script does not tell: digit pinyin for ``zh`` (``nin2``, ``lv4``); else empty."""
    break_ms: int = 0
    """Pause after the token, in ms; 0 where the engine may decide."""
    punctuation: str = ""
    """Normalised ASCII punctuation that follows (``, . ? ! ; :``) and shapes the intonation; empty for none."""
    marks: tuple[str, ...] = ()
    """Names of the SSML marks that stand right before the token."""
    manner: Manner = PLAIN
    """Differs from the utterance's own manner where the markup asked for it."""
    ipa: str = ""
    """Pronunciation in IPA that somebody asked for, with stress marks, without tones; it replaces ``spoken``."""
    given: bool = False
    """``reading`` or ``ipa`` was asked for by markup or by the user's lexicon: an engine must not know better."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch that is synthesised in one go. Tokens of several languages may be mixed."""

    tokens: tuple[Token, ...]
    written_start: int
    """Start in code points of the source text."""
    written_end: int
    """Exclusive end in code points of the source text."""
    ends_sentence: bool = True
    """False where a long sentence had to be cut at a clause."""
    trailing_marks: tuple[str, ...] = field(default=())
    """SSML marks after the last token."""
