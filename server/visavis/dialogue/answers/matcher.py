"""Finds the approved answer to a question, or those that may be meant, or none."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from .lexical import Lexical
from .load import AnswerBook
from .outcome import Candidate, Outcome

LONGEST_QUESTION: Final = 500
"""What is asked beyond this many characters is not looked at."""
SUGGESTIONS: Final = 3
_NEAR: Final = 5
_MEANING_SHARE: Final = 0.7
_RIVAL: Final = 0.85
"""Two different answers whose scores are this close are both asked back."""


class Meaning(Protocol):
    """Likeness of meaning to every row, where there is a model for it."""

    async def scores(self, question: str) -> NDArray[np.float32] | None:
        """0 to 1 for each row; None where it cannot be told in time. Raises nothing."""
        ...


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Scores from which on something is done."""

    answer: float = 0.4
    suggest: float = 0.15

    def __post_init__(self) -> None:
        if not 0 < self.suggest <= self.answer <= 1:
            raise ValueError(f"thresholds {self.suggest} and {self.answer}: write 0 < suggest <= answer <= 1")


class Matcher:
    """One file's answers, searchable. ``meaning`` is asked beside the words where it is given."""

    def __init__(
        self, book: AnswerBook, *, thresholds: Thresholds | None = None, meaning: Meaning | None = None
    ) -> None:
        """Builds the index, which takes about 20 µs for each wording: call it in a thread for a large file."""
        self.book = book
        self.thresholds = thresholds or Thresholds()
        self._meaning = meaning
        self._lexical = Lexical(book)
        self._questions = [question for answer in book.answers for question in answer.questions]

    async def match(self, question: str) -> Outcome:
        """What to do about ``question``. The search runs in a thread."""
        question = question[:LONGEST_QUESTION]
        if self._meaning is None or self._lexical.exact(question) is not None:
            return await asyncio.to_thread(self.match_words, question)
        meaning, lexical = await asyncio.gather(
            self._meaning.scores(question), asyncio.to_thread(self._lexical.scores, question)
        )
        return self._decide(question, lexical, meaning)

    def match_words(self, question: str) -> Outcome:
        """As :meth:`match`, by words and sounds alone, in this thread."""
        question = question[:LONGEST_QUESTION]
        return self._decide(question, self._lexical.scores(question), None)

    def ranked(self, question: str, most: int = _NEAR) -> list[Candidate]:
        """The best candidates by words and sounds, whatever their scores."""
        question = question[:LONGEST_QUESTION]
        return self._best(question, self._lexical.scores(question), None, most)

    def _decide(self, question: str, lexical: NDArray[np.float32], meaning: NDArray[np.float32] | None) -> Outcome:
        near = tuple(self._best(question, lexical, meaning, _NEAR))
        likely = tuple(each for each in near[:SUGGESTIONS] if each.score >= self.thresholds.suggest)
        if not likely:
            return Outcome("none", (), near)
        first = likely[0]
        if first.exact or (
            first.score >= self.thresholds.answer and (len(likely) == 1 or likely[1].score < first.score * _RIVAL)
        ):
            return Outcome("answer", likely, near)
        return Outcome("suggest", likely, near)

    def _best(
        self, question: str, lexical: NDArray[np.float32], meaning: NDArray[np.float32] | None, most: int
    ) -> list[Candidate]:
        scores = lexical if meaning is None else fused(lexical, meaning)
        exact = self._lexical.exact(question)
        if exact is not None:
            scores = scores.copy()
            scores[exact] = 1.0
        answers = self._lexical.answers
        found: dict[int, int] = {}
        # One answer has at most 200 wordings, so the best few answers are rarely far down the list.
        for row in np.argsort(-scores, kind="stable") if len(scores) < 2000 else _top(scores, answers, most):
            found.setdefault(int(answers[row]), int(row))
            if len(found) == most:
                break
        return [
            Candidate(
                answer=self.book.answers[answer],
                score=float(scores[row]),
                question=self._questions[row],
                lexical=float(lexical[row]),
                meaning=None if meaning is None else float(meaning[row]),
                exact=row == exact,
            )
            for answer, row in found.items()
        ]


def fused(lexical: NDArray[np.float32], meaning: NDArray[np.float32]) -> NDArray[np.float32]:
    """One score of two, each 0 to 1, row by row.

    A weighted mean, and not a fusion of ranks: the first of a list has the same rank whether it fits or not, but what
    is wanted is to say nothing when nothing fits.
    """
    scores: NDArray[np.float32] = _MEANING_SHARE * meaning + (1 - _MEANING_SHARE) * lexical
    return scores


def _top(scores: NDArray[np.float32], answers: NDArray[np.int32], most: int) -> NDArray[np.intp]:
    """Rows of the best answers, best first."""
    best = np.zeros(int(answers[-1]) + 1, np.float32)
    np.maximum.at(best, answers, scores)
    limit = np.partition(best, -most)[-most] if len(best) > most else np.float32(0)
    rows = np.flatnonzero(scores >= limit)
    return rows[np.argsort(-scores[rows], kind="stable")]
