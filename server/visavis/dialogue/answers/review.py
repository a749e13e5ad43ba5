"""What is not wrong with the form of a file, and yet would surprise whoever wrote it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from .fold import fold
from .load import AnswerBook
from .matcher import Matcher

NEAR: Final = 0.85
"""From this score on two questions are taken for nearly the same."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two questions of two answers that a visitor cannot tell apart."""

    question: str
    id: str
    line: int
    other_question: str
    other_id: str
    other_line: int
    score: float
    """1 where both say the same."""

    def __str__(self) -> str:
        same = f"{self.question!r} ({self.id}, line {self.line}) and "
        return same + f"{self.other_question!r} ({self.other_id}, line {self.other_line})"


def contradictions(book: AnswerBook) -> list[Pair]:
    """The same question, but for case, width, signs and traditional characters, in two answers: only one is found."""
    first: dict[str, tuple[int, str]] = {}
    pairs = []
    for index, question in _questions(book):
        known = first.setdefault(fold(question), (index, question))
        if known[0] != index:
            pairs.append(_pair(book, known, (index, question), 1.0))
    return pairs


def near_duplicates(matcher: Matcher) -> Iterator[Pair | None]:
    """Questions that are nearly another answer's, each pair once; None for each question that is none, so that progress
    can be shown. About 2 ms for each question of a large file."""
    book = matcher.book
    indices = {answer.id: index for index, answer in enumerate(book.answers)}
    seen: set[frozenset[str]] = set()
    for index, question in _questions(book):
        pair = None
        for candidate in matcher.ranked(question, 2):
            other = indices[candidate.answer.id]
            key = frozenset((fold(question), fold(candidate.question)))
            if other == index or candidate.score < NEAR or len(key) < 2 or key in seen:
                continue
            # A short question is covered by a long one that asks for more; the same is not so the other way round.
            back = (
                each.score for each in matcher.ranked(candidate.question, 3) if each.answer.id == book.answers[index].id
            )
            score = min(candidate.score, max(back, default=0.0))
            if score >= NEAR:
                seen.add(key)
                pair = _pair(book, (index, question), (other, candidate.question), score)
        yield pair


def _questions(book: AnswerBook) -> Iterator[tuple[int, str]]:
    for index, answer in enumerate(book.answers):
        for question in answer.questions:
            yield index, question


def _pair(book: AnswerBook, one: tuple[int, str], other: tuple[int, str], score: float) -> Pair:
    return Pair(
        question=one[1],
        id=book.answers[one[0]].id,
        line=book.lines[one[0]],
        other_question=other[1],
        other_id=book.answers[other[0]].id,
        other_line=book.lines[other[0]],
        score=score,
    )
