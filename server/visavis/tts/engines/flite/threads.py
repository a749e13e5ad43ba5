"""Shares a few threads among sentences, clause by clause: whoever runs dry first is served first."""

from __future__ import annotations

import asyncio
import heapq
import logging
import threading
import time
from collections import deque
from collections.abc import AsyncGenerator
from itertools import count
from typing import Final

from visavis.tts.engine import EngineError
from visavis.tts.engines.flite.clause_sound import ClauseSound, speak_clause
from visavis.tts.engines.flite.lexicon import Lexicon
from visavis.tts.engines.flite.program import FliteError, Program
from visavis.tts.engines.flite.script import Clause

_log = logging.getLogger(__name__)

_STOP_TIMEOUT_S: Final = 5.0
Answer = ClauseSound | EngineError


class _Job:
    """One sentence on its way; its clauses are spoken one after another, maybe by different threads."""

    __slots__ = ("answers", "clauses", "due", "left", "loop", "number", "rate_hz", "voice")

    def __init__(self, number: int, clauses: list[Clause], voice: str, rate_hz: int, due: float) -> None:
        self.number = number
        self.clauses = deque(clauses)
        self.voice = voice
        self.rate_hz = rate_hz
        self.due = due
        """When the listener has nothing left to hear, on the monotonic clock."""
        self.left = False
        self.loop = asyncio.get_running_loop()
        self.answers: asyncio.Queue[Answer] = asyncio.Queue()


class ClauseThreads:
    """``size`` threads that run the program. A clause that is being spoken is not broken off, it takes a tenth of a
    second; what nobody waits for any more is not begun."""

    def __init__(self, program: Program, size: int) -> None:
        self._program = program
        self._lexicon = Lexicon()
        self._ready = threading.Condition()
        self._waiting: list[tuple[float, int, _Job]] = []
        self._numbers = count(1)
        self._closed = False
        self._threads = [
            threading.Thread(target=self._work, name=f"flite-{number}", daemon=True) for number in range(size)
        ]
        for thread in self._threads:
            thread.start()

    async def run(
        self, clauses: list[Clause], voice: str, rate_hz: int, *, slack_s: float
    ) -> AsyncGenerator[ClauseSound, None]:
        """The clauses' sounds in order, each as soon as it is there. Raises :class:`EngineError`."""
        job = _Job(next(self._numbers), clauses, voice, rate_hz, time.monotonic() + slack_s)
        self._queue(job)
        try:
            for _ in range(len(clauses)):
                answer = await job.answers.get()
                if isinstance(answer, EngineError):
                    raise answer
                yield answer
        finally:
            job.left = True

    async def close(self) -> None:
        """End the threads, after the clauses they are at."""
        with self._ready:
            self._closed = True
            waiting, self._waiting = self._waiting, []
            self._ready.notify_all()
        for _, _, job in waiting:
            self._answer(job, EngineError("flite: the engine was closed", code="engine_unavailable"))
        await asyncio.to_thread(self._join)

    def _join(self) -> None:
        for thread in self._threads:
            thread.join(_STOP_TIMEOUT_S)
            if thread.is_alive():
                _log.warning("%s is still at work and is left behind", thread.name)

    def _queue(self, job: _Job) -> None:
        with self._ready:
            if self._closed:
                raise EngineError("flite: the engine is closed", code="engine_unavailable")
            heapq.heappush(self._waiting, (job.due, job.number, job))
            self._ready.notify()

    def _work(self) -> None:
        with self._program.runner() as runner:
            while (job := self._next()) is not None:
                answer: Answer
                try:
                    answer = speak_clause(job.clauses.popleft(), job.voice, job.rate_hz, runner, self._lexicon)
                except FliteError as error:
                    answer = EngineError(f"flite: {error}", retryable=True)
                except Exception as error:  # a clause that cannot be spoken must not end the thread
                    answer = EngineError(f"flite: {type(error).__name__}", retryable=True)
                if isinstance(answer, EngineError):
                    job.left = True
                else:
                    job.due = max(job.due, time.monotonic()) + len(answer.samples) / job.rate_hz
                self._answer(job, answer)
                if job.clauses and not job.left:
                    self._requeue(job)

    def _requeue(self, job: _Job) -> None:
        try:
            self._queue(job)
        except EngineError as error:
            self._answer(job, error)

    def _next(self) -> _Job | None:
        """The job whose listener runs dry first; None when the engine is closed."""
        with self._ready:
            while True:
                if self._closed:
                    return None
                while self._waiting:
                    job = heapq.heappop(self._waiting)[2]
                    if not job.left:
                        return job
                self._ready.wait()

    @staticmethod
    def _answer(job: _Job, answer: Answer) -> None:
        try:
            job.loop.call_soon_threadsafe(job.answers.put_nowait, answer)
        except RuntimeError:  # the loop has ended, and the listener with it
            job.left = True
