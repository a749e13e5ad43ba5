"""The user's own words: how they are said, wherever they stand in a text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """A word and one way to say it: exactly one of ``readings``, ``ipa`` and ``say`` is filled."""

    word: str
    """As written. Latin letters match in either case; the exact case wins where two entries differ in it only."""
    readings: tuple[str, ...] = ()
    """Digit pinyin before tone sandhi, one for each character; the word is Han characters only."""
    ipa: str = ""
    """IPA with stress marks, without tones."""
    say: str = ""
    """Text that is said instead, read like any other."""


class Lexicon:
    """Words found at a place of a text; the longest wins. Immutable, and shared by all threads."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = {entry.word: entry for entry in entries}
        self._folded: dict[str, Entry] = {}
        lengths: dict[str, set[int]] = {}
        for word, entry in self._entries.items():
            key = _same_length_lower(word)
            self._folded.setdefault(key, entry)
            lengths.setdefault(key[0], set()).add(len(word))
        self._lengths = {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}

    def __len__(self) -> int:
        return len(self._entries)

    def match(self, text: str, index: int) -> Entry | None:
        """The longest entry that stands at ``index`` of folded ``text`` and tears no Latin word or number apart."""
        lengths = self._lengths.get(_lower(text[index]))
        if lengths is None or (index and _runs_on(text[index - 1], text[index])):
            return None
        for length in lengths:
            end = index + length
            if end < len(text) and _runs_on(text[end - 1], text[end]):
                continue
            written = text[index:end]
            entry = self._entries.get(written) or self._folded.get(_same_length_lower(written))
            if entry is not None:
                return entry
        return None

    def next_match(self, text: str, start: int, end: int) -> int:
        """The first index in ``[start, end)`` at which an entry stands; ``end`` for none."""
        return next((index for index in range(start, end) if self.match(text, index) is not None), end)


def _lower(character: str) -> str:
    lower = character.lower()
    return lower if len(lower) == 1 else character


def _same_length_lower(word: str) -> str:
    return "".join(map(_lower, word))


def _runs_on(before: str, after: str) -> bool:
    """Whether a word or a number goes on between the two; Chinese is written without gaps, so not there."""
    return _is_gapped(before) and _is_gapped(after)


def _is_gapped(character: str) -> bool:
    return character.isalnum() and character < "\u2e80"
