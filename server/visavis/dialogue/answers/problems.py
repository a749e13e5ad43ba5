"""What is wrong with a file of answers: every place at once, for whoever mends it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

SHOWN_CHARS: Final = 60
_SHOWN_PROBLEMS: Final = 50


@dataclass(frozen=True, slots=True)
class Problem:
    """One place that must be mended."""

    line: int
    """From 1; 0 for the file as a whole."""
    field: str
    """Where in the file: ``answers[3].links[0].url``; a column's head in CSV; empty for the file as a whole."""
    received: str
    """What stands there, shortened; empty where there is nothing to show."""
    told: str
    """What is wrong and what to do. Holds nothing of the file's content."""

    def __str__(self) -> str:
        place = f"line {self.line}: " if self.line else ""
        field = f"{self.field}: " if self.field else ""
        received = f"{self.received}: " if self.received else ""
        return f"{place}{field}{received}{self.told}"


class AnswersError(ValueError):
    """The file cannot be used. ``problems`` are all that were found; the message shows the first 50 of them."""

    def __init__(self, name: str, problems: Sequence[Problem]) -> None:
        self.name = name
        self.problems = tuple(sorted(problems, key=lambda problem: problem.line))
        lines = [f"{name}, {problem}" if problem.line else f"{name}: {problem}" for problem in self.problems]
        more = len(lines) - _SHOWN_PROBLEMS
        super().__init__("\n".join([*lines[:_SHOWN_PROBLEMS], *([f"… and {more} more"] if more > 0 else [])]))

    @property
    def places(self) -> str:
        """Lines alone, for a log that is to hold nothing of the content: ``lines 3, 17 and 4 more``."""
        lines = sorted({problem.line for problem in self.problems if problem.line})
        if not lines:
            return "the file as a whole"
        shown = ", ".join(str(line) for line in lines[:5])
        more = f" and {len(lines) - 5} more" if len(lines) > 5 else ""
        return f"{'line' if len(lines) == 1 else 'lines'} {shown}{more}"


def shown(value: object) -> str:
    """A value as it stands in a message: quoted, in one line, at most 60 characters."""
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, (list, tuple)):
        return f"a list of {len(value)}"
    text = str(value)
    return repr(text if len(text) <= SHOWN_CHARS else f"{text[:SHOWN_CHARS]}…")
