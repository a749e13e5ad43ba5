"""Questions with the answer that they should get, and what they do get."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from .encoding import EncodingError, decode
from .matcher import Matcher
from .outcome import Outcome

_BYTES_MAX: Final = 16 << 20
Verdict = Literal["answered", "asked back", "left alone", "wrong answer", "wrong candidates", "missed"]


class TrialError(ValueError):
    """The file of expectations cannot be used. The message names file and line."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """A question, and the id of the answer that it should get; empty for none."""

    question: str
    expected: str


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one expectation."""

    question: str
    expected: str
    outcome: Outcome

    @property
    def verdict(self) -> Verdict:
        """Asking back where nothing is known is no mistake a visitor would mind, yet it is told apart."""
        ids = [candidate.answer.id for candidate in self.outcome.candidates]
        if self.outcome.kind == "answer":
            return "answered" if ids[0] == self.expected else "wrong answer"
        if self.outcome.kind == "suggest":
            return "asked back" if not self.expected or self.expected in ids else "wrong candidates"
        return "missed" if self.expected else "left alone"

    @property
    def right(self) -> bool:
        """Answered, asked back with the right one among the buttons, or left alone as it should be."""
        return self.verdict in {"answered", "asked back", "left alone"}


def read_trial(path: Path, known: Set[str]) -> list[Expectation]:
    """The expectations in a CSV file with the columns ``question`` and ``expected``; others are not looked at.

    Raises :class:`TrialError`, also for an id that is not in ``known``.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_BYTES_MAX + 1)
    except OSError as error:
        raise TrialError(f"{path.name}: {error.strerror or error}") from None
    if len(content) > _BYTES_MAX:
        raise TrialError(f"{path.name}: more than {_BYTES_MAX >> 20} MiB")
    try:
        rows = csv.DictReader(io.StringIO(decode(content)[0], newline=""), strict=True)
        return list(_expectations(rows, path.name, known))
    except EncodingError as error:
        raise TrialError(f"{path.name}, line {error.line}: {error}") from None
    except csv.Error as error:
        raise TrialError(f"{path.name}: {error}") from None


def _expectations(rows: csv.DictReader[str], name: str, known: Set[str]) -> Iterator[Expectation]:
    if not {"question", "expected"} <= {*(rows.fieldnames or ())}:
        raise TrialError(f"{name}, line 1: the columns must be named question and expected")
    none = True
    for row in rows:
        question, expected = (row["question"] or "").strip(), (row["expected"] or "").strip()
        if not question:
            continue
        if expected and expected not in known:
            raise TrialError(f"{name}, line {rows.line_num}: no answer has the id {expected[:64]!r}")
        none = False
        yield Expectation(question, expected)
    if none:
        raise TrialError(f"{name}: there is no question in it")


def results_of(expectations: Iterable[Expectation], outcomes: Iterable[Outcome]) -> list[Result]:
    """Expectations beside what came of them."""
    return [Result(each.question, each.expected, outcome) for each, outcome in zip(expectations, outcomes, strict=True)]


def try_all(matcher: Matcher, expectations: Sequence[Expectation]) -> list[Result]:
    """What comes of each, by words and sounds."""
    return results_of(expectations, (matcher.match_words(each.question) for each in expectations))
