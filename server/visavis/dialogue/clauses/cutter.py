"""Cuts text into clauses while it is being written."""

from __future__ import annotations

import re
from typing import Final

from .breaks import PLAIN, Strength, break_at
from .clause import Clause, PlacedDirection
from .held import held_at
from .length import said_length

LEAST: Final = (4.0, 10.0, 20.0, 30.0)
"""How long a clause is at least, the first, second and so on, in Han characters: sound begins with a few, and while
they are heard there is time for more, which a voice reads better in one go."""
_CLAUSE_FACTOR: Final = 1.5
"""A clause that does not end a sentence must be longer by this to be cut from it; but not the first."""
LONGEST: Final = 110.0
"""Longer than anybody says in one breath: then it is cut between words."""
_WINDOW_CHARS: Final = 3000
_BLOCK_SIGNS: Final = ("```", "~~~")
_BLOCK_BEGINS: Final = re.compile(r"[ ]{0,3}(?:`{3}|~{3}|\|)")
_BLOCK_MAY_BEGIN: Final = re.compile(r"[ ]{0,3}(?:`{0,2}|~{0,2})\Z")
_LINE_CHARS: Final = 2000
_ENDS: Final = ".!?:;…。！？：；"


class ClauseCutter:
    """Takes text in pieces of any length; what comes out does not depend on where they were parted.

    Numbers, addresses, abbreviations, links and brackets stay whole. Tables and code blocks come line by line as
    clauses that are only shown. Nothing is lost or added: what is written in the clauses is what was fed.
    """

    def __init__(self) -> None:
        self._pending = ""
        self._directions: list[PlacedDirection] = []
        self._count = 0
        self._line_start = True
        self._fence = ""
        # How far the pending text was looked at, and how long that is: what was decided once stays so.
        self._at = 0
        self._length = 0.0

    @property
    def has_text(self) -> bool:
        """Whether something was fed that is in no clause yet."""
        return bool(self._pending.strip())

    @property
    def ends_sentence(self) -> bool:
        """Whether what is in no clause yet looks like the end of one: only more text could tell that it is none."""
        text = self._pending.rstrip()
        return bool(text) and text[-1] in _ENDS and not self._fence

    def feed(self, text: str) -> list[Clause]:
        """The clauses that are complete now. The last word of ``text`` is kept: more of it may come."""
        self._pending += text
        return self._cut(final=False)

    def direct(self, name: str) -> None:
        """A stage direction, such as ``emotion:happy``, between what was fed and what will be."""
        self._directions.append(PlacedDirection(len(self._pending), name))

    def hurry(self) -> list[Clause]:
        """What can be said now without tearing anything, however short: the listener has nothing else to hear."""
        if self._fence or self._in_block():
            return []
        end = _last_break(self._pending)
        return [self._take(end)] if end else []

    def flush(self) -> list[Clause]:
        """The rest. The text ends here; another may begin."""
        clauses = self._cut(final=True)
        if self._pending or self._directions:
            clauses.append(self._take(len(self._pending)))
        self._count, self._line_start, self._fence = 0, True, ""
        return clauses

    def _cut(self, *, final: bool) -> list[Clause]:
        clauses = []
        while self._pending:
            clause = self._line(final=final) if self._in_block() else self._clause(final=final)
            if clause is None:
                break
            clauses.append(clause)
        return clauses

    def _in_block(self) -> bool:
        return bool(self._fence) or (self._line_start and _BLOCK_BEGINS.match(self._pending) is not None)

    def _line(self, *, final: bool) -> Clause | None:
        """A line of a table or a code block, for the screen alone."""
        end = self._pending.find("\n", 0, _LINE_CHARS) + 1
        if not end:
            if not final and len(self._pending) < _LINE_CHARS:
                return None
            end = min(len(self._pending), _LINE_CHARS)
        line = self._pending[:end].strip()
        if self._line_start:
            sign = line[:3]
            if not self._fence and sign in _BLOCK_SIGNS:
                self._fence = sign
            elif self._fence and line.startswith(self._fence) and not line.strip(sign[:1]):
                self._fence = ""
        return self._take(end, silent=True)

    def _clause(self, *, final: bool) -> Clause | None:
        if self._line_start and not final and _BLOCK_MAY_BEGIN.match(self._pending):
            return None
        least = LEAST[min(self._count, len(LEAST) - 1)]
        end = self._end(least, final=final)
        return self._take(end) if end else None

    def _end(self, least: float, *, final: bool) -> int:
        """Index behind the next clause; 0 when more text must come first."""
        text = self._pending[:_WINDOW_CHARS]
        final = final and len(text) == len(self._pending)
        weak = least if self._count == 0 else least * _CLAUSE_FACTOR
        while (at := self._at) < len(text):
            if self._length > LONGEST and _between_words(text, at):
                return at
            plain = PLAIN.match(text, at)
            if plain is not None and self._length + len(plain[0]) <= LONGEST:
                self._pass(text, plain.end())
                continue
            held = held_at(text, at, final=final or len(text) == _WINDOW_CHARS)
            if not held.sure:
                return 0
            if held.end > at:
                self._pass(text, held.end)
                continue
            found = break_at(text, at, final=final or len(text) == _WINDOW_CHARS)
            if found is None:
                return 0
            strength, end = found
            if strength:
                if "\n" in text[at:end] and end < len(text):
                    if _BLOCK_BEGINS.match(text, end):
                        return end
                    if not final and _BLOCK_MAY_BEGIN.match(text, end):
                        return 0
                if self._length >= (least if strength is Strength.SENTENCE else weak):
                    return end
            self._pass(text, end)
        return len(text) if len(text) == _WINDOW_CHARS else 0

    def _pass(self, text: str, end: int) -> None:
        self._length += sum(map(said_length, text[self._at : end]))
        self._at = end

    def _take(self, end: int, *, silent: bool = False) -> Clause:
        written, self._pending = self._pending[:end], self._pending[end:]
        self._at, self._length = 0, 0.0
        rest = not self._pending
        mine = tuple(one for one in self._directions if one.at < end or (rest and one.at == end))
        self._directions = [PlacedDirection(one.at - end, one.name) for one in self._directions[len(mine) :]]
        line = written.rstrip(" \t")
        self._line_start = line.endswith("\n") if line else self._line_start
        clause = Clause(written, mine, silent)
        if clause.audible:
            self._count += 1
        return clause


def _between_words(text: str, at: int) -> bool:
    """Whether a word ends and another begins at ``at``; the groups of a number are no words."""
    before, after = text[max(0, at - 2) : at], text[at]
    if before[-1:] == " ":
        return len(before) > 1 and not (before[0].isspace() or before[0].isdigit() or after.isdigit() or after == " ")
    return before[-1:] >= "\u2e80" and before[-1:].isalnum() and after >= "\u2e80" and after.isalnum()


def _last_break(text: str) -> int:
    """The last place of ``text`` where a clause ends for certain, 0 for none."""
    last, at, length = 0, 0, 0.0
    while at < len(text):
        if (plain := PLAIN.match(text, at)) is not None:
            length += sum(map(said_length, plain[0]))
            at = plain.end()
            continue
        held = held_at(text, at, final=False)
        if not held.sure:
            break
        if held.end > at:
            length += 1
            at = held.end
            continue
        found = break_at(text, at, final=False)
        if found is None:
            break
        strength, end = found
        if strength and length:
            last = end
        length += sum(map(said_length, text[at:end]))
        at = end
    return last
