"""Shares a few threads among sentences, run by run of the program: whoever runs dry first is served first."""

from __future__ import annotations

import asyncio
import heapq
import logging
import math
import os
import sys
import threading
import time
from collections import deque
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import suppress
from itertools import count
from typing import Final

from visavis.tts.engine import EngineError
from visavis.tts.engines.flite.clause_sound import ClauseSound
from visavis.tts.engines.flite.lexicon import Lexicon
from visavis.tts.engines.flite.program import FliteError, Program, Runner

_log = logging.getLogger(__name__)

_STOP_TIMEOUT_S: Final = 5.0
_MARGIN_S: Final = 0.5
"""Somebody else must have begun to speak so long before the listener runs dry."""
_NICENESS: Final = 5
"""Threads step back behind the one that serves everybody, where the system lets single threads do so."""
Step = Callable[[Runner, Lexicon], ClauseSound]
"""One or two runs of the program; blocks."""
Answer = ClauseSound | EngineError


class _Job:
    """One sentence on its way; its steps are done one after another, maybe by different threads."""

    __slots__ = ("answers", "begun", "due", "left", "loop", "number", "rate_hz", "steps")

    def __init__(self, number: int, steps: Sequence[Step], rate_hz: int, due: float) -> None:
        self.number = number
        self.steps = deque(steps)
        self.rate_hz = rate_hz
        self.due = due
        """When the listener has nothing left to hear, on the monotonic clock."""
        self.begun = False
        self.left = False
        self.loop = asyncio.get_running_loop()
        self.answers: asyncio.Queue[Answer] = asyncio.Queue()


class _Worker:
    """One thread, and what it is at."""

    __slots__ = ("job", "lost", "since", "thread")

    def __init__(self, thread: threading.Thread) -> None:
        self.thread = thread
        self.job: _Job | None = None
        self.since = 0.0
        self.lost = False
        """It hangs, and another has taken its place."""


class ClauseThreads:
    """``size`` threads that run the program.

    A run is not broken off, because a program that can be is slower by half; it takes a tenth of a second. What nobody
    waits for any more is not begun. ``patience_s`` is how long somebody who hears nothing waits for a thread; a run of
    more than ``longest_run_s`` is given up, and its thread replaced.
    """

    def __init__(self, program: Program, size: int, *, patience_s: float, longest_run_s: float) -> None:
        self._program = program
        self._patience_s = patience_s
        self._longest_run_s = longest_run_s
        self._lexicon = Lexicon()
        self._ready = threading.Condition()
        self._waiting: list[tuple[float, int, _Job]] = []
        self._numbers = count(1)
        self._closed = False
        self._replacements = size
        """So many threads may be lost; each keeps a core busy until the server ends."""
        self._workers: list[_Worker] = []
        for _ in range(size):
            self._add_worker()

    async def run(self, steps: Sequence[Step], rate_hz: int, *, slack_s: float) -> AsyncGenerator[ClauseSound, None]:
        """The steps' sounds in order, each as soon as it is there. Raises :class:`EngineError`: ``engine_busy`` where
        no thread is free in time, so that somebody else may speak, ``engine_timeout`` where one hangs."""
        job = _Job(next(self._numbers), steps, rate_hz, time.monotonic() + slack_s)
        self._queue(job)
        try:
            for number in range(len(steps)):
                yield await self._sound(job, math.inf if number else max(self._patience_s, slack_s - _MARGIN_S))
        finally:
            job.left = True

    async def close(self) -> None:
        """End the threads, after the runs they are at."""
        with self._ready:
            self._closed = True
            waiting, self._waiting = self._waiting, []
            self._ready.notify_all()
        for _, _, job in waiting:
            self._answer(job, EngineError("flite: the engine was closed", code="engine_unavailable"))
        await asyncio.to_thread(self._join)

    async def _sound(self, job: _Job, patience_s: float = math.inf) -> ClauseSound:
        """The job's next; ``patience_s`` is how long it waits for a thread."""
        ends = time.monotonic() + patience_s
        while True:
            waits_s = self._longest_run_s if job.begun else min(self._longest_run_s, ends - time.monotonic())
            with suppress(TimeoutError):
                async with asyncio.timeout(waits_s):
                    answer = await job.answers.get()
                if isinstance(answer, EngineError):
                    raise answer
                return answer
            if job in self._replace_hanging():
                raise EngineError(f"flite: a run took over {self._longest_run_s:g} s", code="engine_timeout")
            if not job.begun and time.monotonic() >= ends:
                raise EngineError(f"flite: no thread was free for {patience_s:.1f} s", code="engine_busy")

    def _replace_hanging(self) -> list[_Job]:
        """The jobs whose runs are given up now."""
        given_up = []
        with self._ready:
            for worker in list(self._workers):
                if worker.job is None or time.monotonic() - worker.since < self._longest_run_s:
                    continue
                given_up.append(worker.job)
                worker.job.left = True
                if self._replacements and not self._closed:
                    self._replacements -= 1
                    worker.lost = True
                    self._workers.remove(worker)
                    self._add_worker()
                    _log.error("%s hangs and is left behind; another takes its place", worker.thread.name)
        return given_up

    def _add_worker(self) -> None:
        worker = _Worker(threading.Thread(target=lambda: self._work(worker), name="flite", daemon=True))
        worker.thread.name = f"flite-{id(worker):x}"
        self._workers.append(worker)
        worker.thread.start()

    def _join(self) -> None:
        for worker in self._workers:
            worker.thread.join(_STOP_TIMEOUT_S)
            if worker.thread.is_alive():
                _log.warning("%s is still at work and is left behind", worker.thread.name)

    def _queue(self, job: _Job) -> None:
        with self._ready:
            if self._closed:
                raise EngineError("flite: the engine is closed", code="engine_unavailable")
            heapq.heappush(self._waiting, (job.due, job.number, job))
            self._ready.notify()

    def _work(self, worker: _Worker) -> None:
        _step_back()
        with self._program.runner() as runner:
            while (job := self._next(worker)) is not None:
                answer: Answer
                try:
                    answer = job.steps.popleft()(runner, self._lexicon)
                except FliteError as error:
                    answer = EngineError(f"flite: {error}", retryable=True)
                except Exception as error:  # a clause that cannot be spoken must not end the thread
                    answer = EngineError(f"flite: {type(error).__name__}", retryable=True)
                if isinstance(answer, EngineError):
                    job.left = True
                else:
                    job.due = max(job.due, time.monotonic()) + len(answer.samples) / job.rate_hz
                self._answer(job, answer)
                if job.steps and not job.left:
                    self._requeue(job)

    def _requeue(self, job: _Job) -> None:
        try:
            self._queue(job)
        except EngineError as error:
            self._answer(job, error)

    def _next(self, worker: _Worker) -> _Job | None:
        """The job whose listener runs dry first; None when the thread is not needed any more."""
        with self._ready:
            worker.job = None
            while True:
                if self._closed or worker.lost:
                    return None
                while self._waiting:
                    job = heapq.heappop(self._waiting)[2]
                    if not job.left:
                        job.begun = True
                        worker.job, worker.since = job, time.monotonic()
                        return job
                self._ready.wait()

    @staticmethod
    def _answer(job: _Job, answer: Answer) -> None:
        try:
            job.loop.call_soon_threadsafe(job.answers.put_nowait, answer)
        except RuntimeError:  # the loop has ended, and the listener with it
            job.left = True


def _step_back() -> None:
    if sys.platform == "linux":  # elsewhere a niceness is the whole process's
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)
