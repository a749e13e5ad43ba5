"""A stretch of an answer that is spoken in one go."""

from __future__ import annotations

from dataclasses import dataclass

from .speakable import speakable


@dataclass(frozen=True, slots=True)
class PlacedDirection:
    """A stage direction at its place in a clause."""

    at: int
    """Code point of :attr:`Clause.written` before which it happens."""
    name: str
    """``emotion:happy``, ``gesture:greeting``; what the speech front end understands in brackets."""


@dataclass(frozen=True, slots=True)
class Clause:
    """What is written, and what of it is said. All clauses of an answer, one after the other, are the answer."""

    written: str
    """For the screen, with Markdown as the model wrote it. Text, never HTML."""
    directions: tuple[PlacedDirection, ...] = ()
    silent: bool = False
    """Only for the screen: a line of a table or of a code block."""

    @property
    def spoken(self) -> str:
        """For the voice, with stage directions in brackets, as ``speech.frontend`` takes them; empty where nothing is
        to be said or done."""
        parts, begin = [], 0
        for direction in self.directions:
            parts += [self._said(begin, direction.at), f"[{direction.name}]"]
            begin = direction.at
        return "".join([*parts, self._said(begin, len(self.written))]).strip()

    @property
    def audible(self) -> bool:
        """Whether a voice has anything to say of it."""
        said = self._said(0, len(self.written))
        return any(character.isalnum() for character in said)

    def _said(self, begin: int, end: int) -> str:
        return "" if self.silent else speakable(self.written[begin:end])
