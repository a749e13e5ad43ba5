"""Words, sentences and marks of an utterance on its own time, ready to be handed out with the chunks."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import TypeVar

from visavis.protocol.frames import MarkEvent, SentenceEvent, WordEvent
from visavis.speech.text import Sentence
from visavis.tts.engine import MarkTiming, WordTiming

T = TypeVar("T")


class Timeline:
    """Collects sentence-relative timing and gives it out as events in milliseconds from the utterance's start.

    Words that share a written span (the four digits of ``1023``) are joined into one event; a word without a written
    span of its own makes none. A sentence that was cut at a clause gives one event, with its first part.
    """

    def __init__(self, sentences: Sequence[Sentence], sample_rate_hz: int) -> None:
        self._sentences = sentences
        self._rate = sample_rate_hz
        self._open: tuple[int, int, int, int] | None = None  # written start and end, onset and end in samples
        self._words: deque[tuple[int, WordEvent]] = deque()
        self._heads: deque[tuple[int, SentenceEvent]] = deque()
        self._marks: deque[tuple[int, MarkEvent]] = deque()

    def begin_sentence(self, index: int, first_sample: int) -> None:
        """Sentence ``index`` begins to sound at ``first_sample`` of the utterance."""
        self._close_word()
        if index > 0 and not self._sentences[index - 1].ends_sentence:
            return
        end = index
        while not self._sentences[end].ends_sentence and end + 1 < len(self._sentences):
            end += 1
        if self._sentences[index].written_start == self._sentences[end].written_end:
            return  # a recording of which nobody knows what is said
        event = SentenceEvent(
            start=self._sentences[index].written_start,
            end=self._sentences[end].written_end,
            onset_ms=self._ms(first_sample),
        )
        self._heads.append((first_sample, event))

    def add(self, index: int, first_sample: int, words: Sequence[WordTiming], marks: Sequence[MarkTiming]) -> None:
        """Timing of sentence ``index``, which begins at ``first_sample``. Words come in order."""
        tokens = self._sentences[index].tokens
        for word in words:
            token = tokens[word.token_index]
            start, end = token.written_start, token.written_end
            if start == end:
                continue
            onset, stop = first_sample + word.onset_samples, first_sample + word.end_samples
            if self._open is not None and self._open[:2] == (start, end):
                self._open = (start, end, self._open[2], max(stop, self._open[3]))
                continue
            self._close_word()
            self._open = (start, end, onset, max(stop, onset))
        for mark in marks:
            at = first_sample + mark.onset_samples
            self._marks.append((at, MarkEvent(name=mark.name, onset_ms=self._ms(at))))

    def end_sentence(self) -> None:
        """All timing of the sentence has come."""
        self._close_word()

    def take(
        self, before_sample: int | None
    ) -> tuple[tuple[WordEvent, ...], tuple[SentenceEvent, ...], tuple[MarkEvent, ...]]:
        """Events that begin before a sample and were not taken yet; all that are left when it is None."""
        return (
            _take(self._words, before_sample),
            _take(self._heads, before_sample),
            _take(self._marks, before_sample),
        )

    def _close_word(self) -> None:
        if self._open is None:
            return
        start, end, onset, stop = self._open
        self._open = None
        event = WordEvent(start=start, end=end, onset_ms=self._ms(onset), end_ms=self._ms(stop))
        self._words.append((onset, event))

    def _ms(self, samples: int) -> float:
        return round(samples * 1000 / self._rate, 2)


def _take(queue: deque[tuple[int, T]], before_sample: int | None) -> tuple[T, ...]:
    taken = []
    while queue and (before_sample is None or queue[0][0] < before_sample):
        taken.append(queue.popleft()[1])
    return tuple(taken)
