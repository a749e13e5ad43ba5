"""What each engine makes of SSML."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

PinyinSpelling = Literal["", "sapi", "digits", "zero"]


@dataclass(frozen=True, slots=True)
class Flavour:
    """One engine's dialect. What it does not understand is left out, never sent in the hope that it is ignored."""

    name: str
    bookmark: tuple[str, str]
    """Element and attribute that report when they are reached; empty strings where there are none."""
    pinyin_alphabet: str
    """Name of the alphabet in which it takes Mandarin; empty for none."""
    pinyin_spelling: PinyinSpelling
    """``sapi``: ``chong 2 qing 4``; ``digits``: ``chong2qing4``; ``zero``: as digits, with 0 for the neutral tone."""
    ipa: bool = True
    pitch: bool = True
    lang: bool = True
    """Understands ``<lang>``; whether a voice does is another question."""
    voice: bool = False
    """The voice is named inside the document."""
    longest_break_ms: int = 10_000
    """A longer pause is written as several."""
    namespaces: tuple[tuple[str, str], ...] = ()
    """Prefix and address of each extension."""


AZURE: Final = Flavour(
    "azure",
    bookmark=("bookmark", "mark"),
    pinyin_alphabet="sapi",
    pinyin_spelling="sapi",
    voice=True,
    longest_break_ms=5_000,
    namespaces=(("mstts", "https://www.w3.org/2001/mstts"),),
)
"""Azure Speech. Source: its SSML reference, and the Chinese phonemes of SAPI 5.4."""
GOOGLE: Final = Flavour("google", ("mark", "name"), "pinyin", "digits")
"""Google Cloud Text-to-Speech; timepoints of marks need its v1beta1."""
POLLY: Final = Flavour("polly", ("mark", "name"), "x-amazon-pinyin", "zero", pitch=False)
"""Amazon Polly with neural voices, which know no pitch."""
W3C: Final = Flavour("w3c", ("mark", "name"), "x-pinyin", "digits")
"""The standard's own elements: what our front end reads."""
FLAVOURS: Final = {flavour.name: flavour for flavour in (AZURE, GOOGLE, POLLY, W3C)}
