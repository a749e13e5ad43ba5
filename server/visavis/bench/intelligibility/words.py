"""Words that were said and words that were heard, and how many of them differ."""

from __future__ import annotations

import re
from typing import Final

_NOT_A_LETTER: Final = re.compile(r"[^a-z' ]+")
# The recogniser writes as Americans do, our sentences as the British do.
_AMERICAN: Final = {"neighbourhood": "neighborhood", "labour": "labor", "grey": "gray", "colour": "color"}


def words_of(text: str) -> list[str]:
    """Lower-case words, in American spelling.

    >>> words_of("The grey cat isn't here.")
    ['the', 'gray', 'cat', "isn't", 'here']
    """
    plain = _NOT_A_LETTER.sub(" ", text.lower().replace("’", "'")).split()
    return [_AMERICAN.get(word, word) for word in plain]


def word_errors(said: list[str], heard: list[str]) -> int:
    """The least number of words to replace, leave out or put in that makes one of the other."""
    above = list(range(len(heard) + 1))
    for row, word in enumerate(said, 1):
        line = [row]
        for column, other in enumerate(heard, 1):
            line.append(min(above[column] + 1, line[-1] + 1, above[column - 1] + (word != other)))
        above = line
    return above[-1]
