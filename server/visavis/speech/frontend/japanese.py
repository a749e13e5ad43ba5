"""Japanese words: where they begin, and how they are read, in katakana as it is pronounced.

Kanji need a dictionary: janome, which is in the extra ``visavis[ja]``. Without it kana is read by rule, and a text with
kanji is refused, since nothing sensible could be said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from .errors import TextError
from .scripts import HAN

if TYPE_CHECKING:
    from janome.tokenizer import Tokenizer

_KANJI = re.compile(f"[{HAN}々]")
_KANA = re.compile("[ァ-ヺー]+")
_TO_KATAKANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}
_O_ROW = "オコソトノホモヨロゴゾドボポョォ"
_E_ROW = "エケセテネヘメレゲゼデベペェ"
_LONG_O = re.compile(f"(?<=[{_O_ROW}])ウ")
_LONG_E = re.compile(f"(?<=[{_E_ROW}])イ")
_LONG_U = re.compile("(?<=[ウクスツヌフムユルグズヅブプュ])ウ")
_PARTICLES = {"は": "ワ", "へ": "エ", "を": "オ"}
# Greetings that end with the particle は.
_GREETINGS = {
    "こんにちは": "コンニチワ",
    "こんばんは": "コンバンワ",
    "では": "デワ",
    "それでは": "ソレデワ",
    "または": "マタワ",
}
_BOUND = frozenset("ぁぃぅぇぉっゃゅょんァィゥェォッャュョンー")
"""Kana that no word begins with."""
EXTRA = "pip install 'visavis[ja]' (in a checkout: .venv/bin/pip install janome)"


def words(run: str) -> list[tuple[str, str]]:
    """The words of a stretch of kanji and kana, in order and without a gap, each with its reading.

    A reading is empty where nobody knows it. Raises :class:`TextError` (``invalid_text``) for kanji without janome.
    """
    return list(_words(run))


@lru_cache(maxsize=2048)
def _words(run: str) -> tuple[tuple[str, str], ...]:
    tokenizer = _tokenizer()
    if tokenizer is None:
        if _KANJI.search(run):
            raise TextError(f"Japanese with kanji needs a dictionary that is not installed: {EXTRA}", "invalid_text")
        return ((run, _by_rule(run)),)
    found: list[tuple[str, str]] = []
    for surface, phonetic in _looked_up(run, tokenizer):
        if surface in _GREETINGS:
            found.append((surface, _GREETINGS[surface]))
        elif _KANA.fullmatch(phonetic):
            found.append((surface, _lengthened(surface, phonetic)))
        else:
            found.extend(_unknown(surface, tokenizer))
    return tuple(_whole(found))


def _whole(found: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Joins what is one word to the ear: ``行っ`` and ``た``, ``行こ`` and ``う``, and kana cut before a small one."""
    before = ("", "")
    for surface, reading in found:
        if before[1] and reading and (before[1].endswith("ッ") or surface == "う" or surface[0] in _BOUND):
            whole = before[1] + reading
            before = (before[0] + surface, _LONG_O.sub("ー", whole) if surface == "う" else whole)
            continue
        if before[0]:
            yield before
        before = (surface, reading)
    if before[0]:
        yield before


def _unknown(surface: str, tokenizer: Tokenizer) -> list[tuple[str, str]]:
    """A word that is in no dictionary: kana by rule, kanji one by one."""
    if not _KANJI.search(surface):
        return [(surface, kana_reading(surface))]
    if len(surface) == 1:
        return [(surface, "")]
    found: list[tuple[str, str]] = []
    for character in surface:
        phonetic = next(reading for _, reading in _looked_up(character, tokenizer))
        found.append((character, phonetic if _KANA.fullmatch(phonetic) else kana_reading(character)))
    return found


def _looked_up(text: str, tokenizer: Tokenizer) -> Iterator[tuple[str, str]]:
    for token in tokenizer.tokenize(text):
        if not isinstance(token, str):  # as it would be with ``wakati``
            yield token.surface, token.phonetic


def kana_reading(text: str) -> str:
    """Katakana of a word in kana, with long vowels marked: ``ガッコー`` for がっこう. Empty for anything else."""
    kana = text.translate(_TO_KATAKANA)
    if not _KANA.fullmatch(kana):
        return ""
    return _LONG_U.sub("ー", _LONG_E.sub("ー", _LONG_O.sub("ー", kana)))


def _lengthened(surface: str, phonetic: str) -> str:
    """The dictionary marks long o and u, and writes long e as it is spelled. い behind the kanji is no part of it."""
    return phonetic if surface.endswith(("い", "イ")) else _LONG_E.sub("ー", phonetic)


def _by_rule(run: str) -> str:
    """A stretch of kana without a dictionary: a particle is only told at its end."""
    if run in _GREETINGS:
        return _GREETINGS[run]
    if len(run) > 2 and run[-1] in _PARTICLES:
        return kana_reading(run[:-1]) + _PARTICLES[run[-1]]
    return kana_reading(run).replace("ヲ", "オ")


@cache
def _tokenizer() -> Tokenizer | None:
    """janome's, whose dictionary takes a second and 70 MB when it is first needed; None where it is not installed."""
    try:
        from janome.tokenizer import Tokenizer
    except ImportError:
        return None
    return Tokenizer()
