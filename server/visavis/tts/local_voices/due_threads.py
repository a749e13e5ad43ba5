"""A few threads for long computations: whoever's listener runs dry first is served first."""

from __future__ import annotations

import asyncio
import heapq
import logging
import threading
from collections.abc import Callable
from itertools import count
from typing import Any, Final, TypeVar

from visavis.tts.engine import EngineError

_log = logging.getLogger(__name__)

_STOP_TIMEOUT_S: Final = 10.0
R = TypeVar("R")


class _Job:
    __slots__ = ("answer", "left", "loop", "work")

    def __init__(self, work: Callable[[], Any]) -> None:
        self.work = work
        self.left = False
        """Nobody waits for it any more."""
        self.loop = asyncio.get_running_loop()
        self.answer: asyncio.Future[Any] = self.loop.create_future()


class DueThreads:
    """``size`` threads named after ``name``. What nobody waits for any more is not begun."""

    def __init__(self, name: str, size: int) -> None:
        self._name = name
        self._ready = threading.Condition()
        self._waiting: list[tuple[float, int, _Job]] = []
        self._numbers = count()
        self._closed = False
        self._threads = [threading.Thread(target=self._serve, name=f"{name}-{n}", daemon=True) for n in range(size)]
        for thread in self._threads:
            thread.start()

    async def run(self, due_s: float, work: Callable[[], R], stop: Callable[[], None]) -> R:
        """What ``work`` returns or raises. ``due_s`` is when the result is needed, on the monotonic clock.

        When the caller is cancelled, ``stop`` is called, which should make ``work`` end soon; it may come before
        ``work`` begins.
        """
        job = _Job(work)
        with self._ready:
            if self._closed:
                raise EngineError(f"{self._name}: the engine is closed", code="engine_unavailable")
            heapq.heappush(self._waiting, (due_s, next(self._numbers), job))
            self._ready.notify()
        try:
            result: R = await job.answer
        finally:
            if not job.answer.done() or job.answer.cancelled():
                job.left = True
                stop()
        return result

    async def close(self) -> None:
        """End the threads, after what they are at; what waits fails."""
        with self._ready:
            self._closed = True
            waiting, self._waiting = self._waiting, []
            self._ready.notify_all()
        for _, _, job in waiting:
            _tell(job, None, EngineError(f"{self._name}: the engine was closed", code="engine_unavailable"))
        await asyncio.to_thread(self._join)

    def _join(self) -> None:
        for thread in self._threads:
            thread.join(_STOP_TIMEOUT_S)
            if thread.is_alive():
                _log.warning("%s is still at work and is left behind", thread.name)

    def _serve(self) -> None:
        while (job := self._next()) is not None:
            try:
                result, error = job.work(), None
            except Exception as raised:  # it is for whoever waits, and must not end the thread
                result, error = None, raised
            _tell(job, result, error)
            del job, result, error  # a sentence's sound is not kept until the next one

    def _next(self) -> _Job | None:
        with self._ready:
            while not self._closed:
                while self._waiting:
                    job = heapq.heappop(self._waiting)[2]
                    if not job.left:
                        return job
                self._ready.wait()
        return None


def _tell(job: _Job, result: object, error: Exception | None) -> None:
    def settle() -> None:
        if job.answer.done():
            return
        if error is None:
            job.answer.set_result(result)
        else:
            job.answer.set_exception(error)

    try:
        job.loop.call_soon_threadsafe(settle)
    except RuntimeError:  # the loop has ended, and the listener with it
        job.left = True
