"""A sentence as one line of text to be said, and the token that each of its characters belongs to."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from visavis.speech.text import Sentence

_TIGHT = (
    (0x2E80, 0x9FFF),  # CJK radicals, kana, unified ideographs
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)
"""Scripts that put no space between words."""


@dataclass(frozen=True, slots=True)
class SpokenText:
    """What :func:`spoken_text` makes of a sentence."""

    text: str
    """Words with spaces where their script has them, and the sentence's punctuation in ASCII."""
    spans: tuple[tuple[int, int], ...]
    """Start and exclusive end in code points of ``text`` of each token; empty for one that says nothing."""

    def token_at(self, index: int) -> int | None:
        """Index of the token that holds this character; None for a space, a punctuation mark, or outside."""
        starts = [start for start, _ in self.spans]
        token = bisect_right(starts, index) - 1
        while token >= 0 and self.spans[token][0] == self.spans[token][1]:
            token -= 1
        return token if token >= 0 and self.spans[token][0] <= index < self.spans[token][1] else None


def spoken_text(sentence: Sentence) -> SpokenText:
    """The line for an engine that takes plain text and tells times of its characters.

    >>> from visavis.speech.text import Token
    >>> tokens = (Token("zh", "您", 0, 1), Token("zh", "好", 1, 2, punctuation=","), Token("en", "Bob", 3, 6))
    >>> spoken_text(Sentence(tokens, 0, 6)).text
    '您好, Bob'
    """
    parts: list[str] = []
    spans: list[tuple[int, int]] = []
    length = 0

    def add(part: str) -> None:
        nonlocal length
        parts.append(part)
        length += len(part)

    for token in sentence.tokens:
        if token.spoken:
            if length and not (_is_tight(parts[-1][-1]) and _is_tight(token.spoken[0])):
                add(" ")
            spans.append((length, length + len(token.spoken)))
            add(token.spoken)
        else:
            spans.append((length, length))
        if token.punctuation and length:
            add(token.punctuation)
    return SpokenText("".join(parts), tuple(spans))


def _is_tight(character: str) -> bool:
    return any(first <= ord(character) <= last for first, last in _TIGHT)
