"""Where the marks of a sentence are reached."""

from __future__ import annotations

from collections.abc import Sequence

from visavis.speech.text import Sentence
from visavis.tts.engine import MarkTiming, WordTiming


class Marks:
    """The marks of one sentence while its pieces come in: a mark is reached with the word that follows it."""

    def __init__(self, sentence: Sentence) -> None:
        self._waiting = [(index, name) for index, token in enumerate(sentence.tokens) for name in token.marks]
        self._trailing = sentence.trailing_marks

    def place(self, words: Sequence[WordTiming], samples: int, *, last: bool) -> tuple[MarkTiming, ...]:
        """The marks that are known by now. ``words`` are those of the newest piece, ``samples`` all sound so far."""
        placed: list[MarkTiming] = []
        while self._waiting:
            index, name = self._waiting[0]
            onset = next((word.onset_samples for word in words if word.token_index >= index), None)
            if onset is None and not last:
                break
            placed.append(MarkTiming(name, samples if onset is None else onset))
            del self._waiting[0]
        if last:
            placed += [MarkTiming(name, samples) for name in self._trailing]
        return tuple(placed)
