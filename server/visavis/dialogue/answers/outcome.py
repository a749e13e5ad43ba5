"""What a search for an answer gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .answer import Answer


@dataclass(frozen=True, slots=True)
class Candidate:
    """An answer, and why it was found."""

    answer: Answer
    score: float
    """How likely it is what was asked for, 0 to 1."""
    question: str
    """The wording that matched best."""
    lexical: float
    """Likeness of words and sounds, 0 to 1."""
    meaning: float | None = None
    """Likeness of meaning by embeddings, 0 to 1; None where there are none."""
    exact: bool = False
    """The question is the file's own, but for case, width and signs."""

    @property
    def why(self) -> str:
        """In a few words, without what was asked: ``words 0.62, meaning 0.91``."""
        if self.exact:
            return "the same question"
        return f"words {self.lexical:.2f}" + ("" if self.meaning is None else f", meaning {self.meaning:.2f}")


@dataclass(frozen=True, slots=True)
class Outcome:
    """``answer``: say the first candidate. ``suggest``: ask back with the candidates' first questions, at most three.
    ``none``: nothing here is what was asked."""

    kind: Literal["answer", "suggest", "none"]
    candidates: tuple[Candidate, ...]
    """Best first; for ``none``, empty."""
    near: tuple[Candidate, ...] = ()
    """The best few whatever their scores: for whoever looks into it, not for a visitor."""
