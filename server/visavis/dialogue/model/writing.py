"""Text that is being written, with its tags, as clauses to say and acts to do, in the order in which they belong."""

from __future__ import annotations

from collections import Counter

from visavis.dialogue.clauses import Clause, ClauseCutter

from .acts import Act, ActReader, Direction, Handover, Show
from .tags import TagFilter

Written = Clause | Show | Handover


class Writing:
    """Of one answer. What is shown comes behind the clause that it was written in."""

    def __init__(self, reader: ActReader) -> None:
        self.text: list[str] = []
        """What was written of the clauses given out so far."""
        self._tags = TagFilter(reader)
        self._cutter = ClauseCutter()
        self._waiting: list[Show | Handover] = []

    @property
    def dropped(self) -> Counter[str]:
        """Tags that led to nothing, by kind."""
        return self._tags.dropped

    @property
    def said(self) -> bool:
        """Whether there is any text yet."""
        return self._cutter.has_text or any(piece.strip() for piece in self.text)

    def feed(self, text: str) -> list[Written]:
        """What is complete with this piece, of any length."""
        return self._take(self._tags.feed(text))

    def do(self, act: Act) -> list[Written]:
        """An act that did not stand in the text."""
        return self._take([act])

    def end_tags(self) -> list[Written]:
        """No text follows for now: a tag that was begun is none."""
        return self._take(self._tags.flush())

    def hurry(self) -> list[Clause]:
        """What is complete, however short: the visitor has nothing else to hear."""
        return [self._noted(clause) for clause in self._cutter.hurry()]

    @property
    def pauses(self) -> bool:
        """Whether what was written and not given out looks like the end of a sentence."""
        return self._cutter.ends_sentence

    def pause(self) -> list[Written]:
        """What was written, though more may come: it is long in coming."""
        ready = [*map(self._noted, self._cutter.flush()), *self._waiting]
        self._waiting = []
        return ready

    def flush(self) -> list[Written]:
        """The rest. Nothing follows, or something new."""
        return [*self.end_tags(), *self.pause()]

    def _take(self, items: list[str | Act]) -> list[Written]:
        ready: list[Written] = []
        for item in items:
            if isinstance(item, Direction):
                self._cutter.direct(item.name)
            elif isinstance(item, str):
                clauses = self._cutter.feed(item)
                ready += map(self._noted, clauses)
                if clauses:
                    ready += self._waiting
                    self._waiting = []
            elif self._cutter.has_text:
                self._waiting.append(item)
            else:
                ready.append(item)
        return ready

    def _noted(self, clause: Clause) -> Clause:
        self.text.append(clause.written)
        return clause
