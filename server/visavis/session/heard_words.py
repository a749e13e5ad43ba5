"""How much of a text was audible, by the times of its words."""

from __future__ import annotations

from dataclasses import dataclass, field

from visavis.tts.chunk import UtteranceChunk

NEARLY_ALL_MS = 60.0
"""An utterance that stops so close to its end was heard: what is left is the fading of its last sound."""


@dataclass(slots=True)
class HeardWords:
    """Of one utterance, as its chunks go out."""

    middles_ms: list[float] = field(default_factory=list)
    """Of each word: whoever has heard half of it has heard it."""
    ends: list[int] = field(default_factory=list)
    """Of each word: the code point behind it."""

    def add(self, chunk: UtteranceChunk) -> None:
        """One more chunk was sent."""
        for word in chunk.words:
            self.middles_ms.append((word.onset_ms + word.end_ms) / 2)
            self.ends.append(word.end)

    def characters(self, text: str, position_ms: float, duration_ms: float | None) -> int:
        """How many code points of ``text`` were heard at ``position_ms``. ``duration_ms`` is None as long as not all
        was sent."""
        if position_ms <= 0:
            return 0
        if duration_ms is not None and position_ms >= duration_ms - NEARLY_ALL_MS:
            return len(text)
        heard = 0
        for middle_ms, end in zip(self.middles_ms, self.ends, strict=True):
            if middle_ms > position_ms:
                break
            heard = max(heard, end)
        return min(heard, len(text))


def spread_characters(text: str, position_ms: float, spread_ms: float) -> int:
    """How many code points of ``text`` were heard at ``position_ms``, if it is said evenly in ``spread_ms``. No word of
    an alphabet is cut."""
    if position_ms >= spread_ms - NEARLY_ALL_MS:
        return len(text) if position_ms > 0 else 0
    heard = int(len(text) * max(0.0, position_ms) / spread_ms)
    while 0 < heard < len(text) and _joins(text[heard - 1]) and _joins(text[heard]):
        heard -= 1
    return heard


def _joins(letter: str) -> bool:
    return letter.isascii() and (letter.isalnum() or letter == "'")
