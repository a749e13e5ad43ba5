"""Words of a service, found again in a text that is still being written."""

from __future__ import annotations

from typing import Final

from visavis.tts.engine import CharacterTiming

_REACH: Final = 40
"""Characters that may be skipped to find the next word."""


class GrowingText:
    """Follows a text from its beginning.

    >>> text = GrowingText()
    >>> text.add("Hello th")
    >>> text.add("ere.")
    >>> [known.index for known in text.heard("there", 0, 50)]
    [6, 7, 8, 9, 10]
    """

    def __init__(self) -> None:
        self._text = ""
        self._at = 0

    def add(self, piece: str) -> None:
        """More of it."""
        self._text += piece

    def heard(self, word: str, onset_samples: int, end_samples: int) -> tuple[CharacterTiming, ...]:
        """The characters of the next word, evenly spread over its time; none where it is not found."""
        start = self._text.find(word, self._at, self._at + len(word) + _REACH) if word else -1
        if start < 0 or not any(character.isalnum() for character in word):
            return ()
        self._at = start + len(word)
        length, count = end_samples - onset_samples, len(word)
        return tuple(
            CharacterTiming(start + n, onset_samples + length * n // count, onset_samples + length * (n + 1) // count)
            for n in range(count)
        )
