"""A file of answers that people go on editing while the server runs."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final, Protocol

from .load import AnswerBook, load_answers
from .matcher import Matcher, Meaning, Thresholds
from .outcome import Outcome
from .problems import AnswersError
from .unhindered import unhindered

logger = logging.getLogger(__name__)

POLL_S: Final = 1.0
_State = tuple[int, int, int, int]


class PreparedMeaning(Meaning, Protocol):
    """Likeness of meaning that is fetched first, which may take its time."""

    async def prepare(self) -> None:
        """Returns when there is nothing more to fetch; may be cancelled."""
        ...


class LiveAnswers:
    """The answers of ``path`` as the file stands now, or as it last was without a mistake.

    The file's state is looked at in a thread once in ``poll_s``: that also sees what an editor puts in its place, a
    link that is turned, and a folder of another machine. What was changed is read when it has been still for one look,
    so that nothing half written is read.
    """

    def __init__(
        self,
        path: Path,
        *,
        thresholds: Thresholds | None = None,
        meaning: Callable[[AnswerBook], PreparedMeaning] | None = None,
        changed: Callable[[AnswerBook], Awaitable[None]] | None = None,
        poll_s: float = POLL_S,
    ) -> None:
        """``meaning``: makes likeness of meaning for a file. ``changed``: is told of every file that is taken into use,
        to prepare what goes with it."""
        self._path = path
        self._thresholds = thresholds
        self._meaning = meaning
        self._changed = changed
        self._poll_s = poll_s
        self._matcher: Matcher | None = None
        self._read: _State | None = None
        self._seen: _State | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._preparing: asyncio.Task[None] | None = None
        self.problem: AnswersError | None = None
        """Why the file as it stands is not in use; None when it is."""

    @property
    def book(self) -> AnswerBook:
        """The answers in use."""
        assert self._matcher is not None, "start first"
        return self._matcher.book

    async def start(self) -> None:
        """Read the file, and watch it until :meth:`close`. Raises :class:`AnswersError` when it cannot be used."""
        self._read = self._seen = await asyncio.to_thread(self._state)
        await self._take()
        self._tasks.append(asyncio.create_task(self._watch(), name="answers file"))

    async def match(self, question: str) -> Outcome:
        """What to do about ``question``."""
        assert self._matcher is not None, "start first"
        return await self._matcher.match(question)

    async def prepared(self) -> None:
        """Wait until likeness of meaning, where it is asked for, has what it needs. Answers are found before, too."""
        if self._preparing is not None:
            await asyncio.wait([self._preparing])

    async def close(self) -> None:
        """Stop watching."""
        tasks = [*self._tasks, *([self._preparing] if self._preparing else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def look(self) -> None:
        """Look at the file once, as is done every second."""
        state = await asyncio.to_thread(self._state)
        if state == self._read or state != self._seen:
            self._seen = state
            return
        self._read = state
        try:
            await self._take()
        except AnswersError as error:
            self.problem = error
            logger.warning(
                "answers_broken: %s cannot be used: mistakes in %s (see `visavis answers check`); the answers read "
                "before stay in use",
                self._path.name,
                error.places,
            )
            return
        logger.info(
            "%s: %d answers to %d questions are in use", self._path.name, len(self.book.answers), self.book.questions
        )

    async def _take(self) -> None:
        with unhindered:
            book = await asyncio.to_thread(load_answers, self._path)
            meaning = None if self._meaning is None else self._meaning(book)
            matcher = await asyncio.to_thread(Matcher, book, thresholds=self._thresholds, meaning=meaning)
        if self._preparing is not None:
            self._preparing.cancel()
            self._preparing = None
        self._matcher, self.problem = matcher, None
        if meaning is not None:
            self._preparing = asyncio.create_task(meaning.prepare(), name="meaning of the answers")
        if self._changed is not None:
            await self._changed(book)

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(self._poll_s)
            try:
                await self.look()
            except Exception as error:  # whatever goes wrong with one look, the next may be better
                logger.error("answers_failed: %s could not be looked at: %s", self._path.name, type(error).__name__)

    def _state(self) -> _State | None:
        """What changes when the file does; None while it is not there."""
        try:
            state = self._path.stat()
        except OSError:
            return None
        return state.st_mtime_ns, state.st_ctime_ns, state.st_size, state.st_ino
