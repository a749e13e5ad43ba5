"""What a service tells of its own text, found again in the text that it was asked to say."""

from __future__ import annotations

import unicodedata
from typing import Final

from visavis.speech.spoken_text import SpokenText
from visavis.tts.engine import CharacterTiming

_FIRST_REACH: Final = 2
"""Characters that may be skipped to find the next one. One letter alone must not be looked for far away."""
_REACH_A_CHARACTER: Final = 2
"""More of them for each character that is looked for, or was not found."""


class FollowedText:
    """Follows one sentence from its beginning to its end.

    Services write their times beside characters or words of their own: in other case or width, with spaces and signs,
    as the halves of a surrogate pair, now and then as something else altogether. What is found is told a token at a
    time, and only of a token whose characters were all found: the aligner takes a token's edges at their word. A
    stretch of the service that covers several tokens tells nothing of the edges between them, and is only passed.

    >>> from visavis.speech.spoken_text import SpokenText
    >>> text = FollowedText(SpokenText("ab, c", ((0, 2), (4, 5))))
    >>> text.heard("A", 0, 10)
    ()
    >>> [(known.index, known.onset_samples) for known in text.heard("b,", 10, 20)]
    [(0, 0), (1, 10)]
    """

    def __init__(self, spoken: SpokenText) -> None:
        letters: list[tuple[str, int, int]] = []
        for token, (start, end) in enumerate(spoken.spans):
            for index in range(start, end):
                letters += [(letter, index, token) for letter in _letters(spoken.text[index])]
        self._text = "".join(letter for letter, _, _ in letters)
        self._index_of = [index for _, index, _ in letters]
        self._token_of = [token for _, _, token in letters]
        self._at = 0
        self._missed = 0
        self._half = ""
        self._half_onset = 0
        self._told: list[CharacterTiming] = []
        self._whole = True
        self._end_samples = 0

    def origin(self, first_onset_samples: int, received_samples: int) -> int:
        """Where the times of a service's next part count from: the sentence's start, or what came before the part.

        Some services count anew in each part, some do not, and few say so. Times that go back count anew.
        """
        return received_samples if first_onset_samples < self._end_samples * 4 // 5 else 0

    def heard(self, piece: str, onset_samples: int, end_samples: int) -> tuple[CharacterTiming, ...]:
        """The next piece of the service's text; returns the characters that are known with it."""
        if self._half:
            piece, onset_samples, self._half = self._half + piece, self._half_onset, ""
        if "\ud800" <= piece[-1:] <= "\udbff":
            self._half, self._half_onset = piece, onset_samples
            return ()
        letters = _letters(piece.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"))
        if not letters:
            return ()
        reach = _FIRST_REACH + _REACH_A_CHARACTER * (len(letters) + self._missed)
        start = self._text.find(letters, self._at, self._at + len(letters) + reach)
        if start < 0:
            self._missed += len(letters)
            return ()
        self._missed = 0
        self._end_samples = max(self._end_samples, end_samples)
        return self._found(start, start + len(letters), onset_samples, end_samples)

    def _found(self, start: int, end: int, onset_samples: int, end_samples: int) -> tuple[CharacterTiming, ...]:
        if self._begins(start):
            self._told, self._whole = [], True
        elif start > self._at:
            self._whole = False
        one_token = self._token_of[start] == self._token_of[end - 1]
        self._whole &= one_token
        if one_token:
            # Of several characters the engine knows only both ends; nobody reads the edges inside a token.
            length, count = end_samples - onset_samples, end - start
            self._told += [
                CharacterTiming(
                    self._index_of[start + n],
                    onset_samples + length * n // count,
                    onset_samples + length * (n + 1) // count,
                )
                for n in range(count)
            ]
        self._at = end
        if end < len(self._text) and not self._begins(end):
            return ()
        told, whole, self._told, self._whole = self._told, self._whole, [], True
        return tuple(told) if whole else ()

    def _begins(self, at: int) -> bool:
        return at == 0 or self._token_of[at] != self._token_of[at - 1]


def _letters(text: str) -> str:
    """What is compared: letters, digits and ideographs, without their case and width."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in folded if unicodedata.category(character)[0] in "LNM")
