"""Shares the workers among callers: whoever runs dry first is served first."""

from __future__ import annotations

import asyncio
import contextlib
import heapq
import logging
from collections.abc import AsyncGenerator, Coroutine
from itertools import count
from pathlib import Path
from typing import Final

from visavis.tts.engine import EngineError
from visavis.tts.engines.espeak.frames import Kind
from visavis.tts.engines.espeak.process import WorkerProcess

_log = logging.getLogger(__name__)

_IN_FLIGHT: Final = 2
"""Jobs a worker holds: one it speaks, one so that it does not wait for the next."""
_RESTART_DELAY_S: Final = 0.2
_RESTART_DELAY_MAX_S: Final = 10.0
_WATCH_INTERVAL_S: Final = 1.0

Answer = tuple[Kind, bytes] | EngineError


class _Job:
    """One request on its way."""

    __slots__ = ("answers", "number", "payload", "worker")

    def __init__(self, number: int, payload: bytes) -> None:
        self.number = number
        self.payload = payload
        self.worker: WorkerProcess | None = None
        self.answers: asyncio.Queue[Answer] = asyncio.Queue()


class WorkerPool:
    """``workers`` processes. A worker that dies is replaced; the jobs it held fail and may be tried again."""

    def __init__(self, library: Path, data: Path, *, workers: int, silence_timeout_s: float) -> None:
        self._library = library
        self._data = data
        self._size = workers
        self._silence_timeout_s = silence_timeout_s
        self._workers: list[WorkerProcess] = []
        self._waiting: list[tuple[float, int, _Job]] = []
        """A heap by the loop time at which the listener has nothing left to hear."""
        self._jobs: dict[int, _Job] = {}
        self._numbers = count(1)
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False

    @property
    def workers(self) -> tuple[WorkerProcess, ...]:
        """The workers alive now."""
        return tuple(self._workers)

    async def start(self) -> None:
        """Start all workers. Raises :class:`EngineError`."""
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(self._size):
                    group.create_task(self._add_worker())
        except BaseExceptionGroup as errors:
            await self.close()
            raise errors.exceptions[0] from None
        self._spawn(self._watch())

    async def run(self, payload: bytes, *, slack_s: float) -> AsyncGenerator[tuple[Kind, bytes], None]:
        """The pieces of a job as they come, PIECE by PIECE up to LAST. Raises :class:`EngineError`."""
        if self._closed:
            raise EngineError("espeak: the engine is closed", code="engine_unavailable")
        job = _Job(next(self._numbers), payload)
        self._jobs[job.number] = job
        due = asyncio.get_running_loop().time() + slack_s
        heapq.heappush(self._waiting, (due, job.number, job))
        self._dispatch()
        try:
            while True:
                answer = await job.answers.get()
                if isinstance(answer, EngineError):
                    raise answer
                yield answer
                if answer[0] == Kind.LAST:
                    return
        finally:
            # Where the job is not finished, nobody wants it any more: a waiting one is skipped when its turn comes.
            if self._jobs.pop(job.number, None) is not None and job.worker is not None:
                job.worker.send(Kind.CANCEL, job.number)

    async def close(self) -> None:
        """End all workers and whatever still waits."""
        self._closed = True
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        workers, self._workers = self._workers, []
        await asyncio.gather(*(worker.close() for worker in workers))
        self._fail(list(self._jobs), EngineError("espeak: the engine was closed", code="engine_unavailable"))
        self._waiting.clear()

    def _spawn(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _add_worker(self) -> None:
        worker = await WorkerProcess.start(self._library, self._data)
        if self._closed:
            await worker.close()
            return
        self._workers.append(worker)
        worker.listen(self._on_message, self._on_end)
        self._dispatch()

    def _dispatch(self) -> None:
        """Hand waiting jobs to workers with room, the least busy first."""
        while self._waiting:
            free = [worker for worker in self._workers if len(worker.jobs) < _IN_FLIGHT]
            if not free:
                return
            _, _, job = heapq.heappop(self._waiting)
            if job.number not in self._jobs:
                continue
            worker = min(free, key=lambda candidate: len(candidate.jobs))
            if not worker.jobs:
                worker.heard_at = asyncio.get_running_loop().time()
            worker.jobs.add(job.number)
            job.worker = worker
            worker.send(Kind.JOB, job.number, job.payload)

    def _on_message(self, worker: WorkerProcess, kind: Kind, number: int, payload: bytes) -> None:
        worker.heard_at = asyncio.get_running_loop().time()
        if kind != Kind.PIECE:
            worker.jobs.discard(number)
        job = self._jobs.get(number)
        if job is not None:
            if kind == Kind.FAILED:
                reason = payload.decode("utf-8", "replace")
                self._fail([number], EngineError(f"espeak: {reason}"))
            elif kind in (Kind.PIECE, Kind.LAST):
                if kind == Kind.LAST:
                    del self._jobs[number]
                job.answers.put_nowait((kind, payload))
        if kind != Kind.PIECE:
            self._dispatch()

    def _on_end(self, worker: WorkerProcess) -> None:
        if not self._closed:
            _log.warning("espeak worker %d ended with %d jobs; starting another", worker.pid, len(worker.jobs))
            self._retire(worker, EngineError("espeak: the worker ended while it spoke", retryable=True))

    def _retire(self, worker: WorkerProcess, error: EngineError) -> None:
        """Take a worker out of service, fail what it held, and see to another."""
        if worker in self._workers:
            self._workers.remove(worker)
            self._fail(list(worker.jobs), error)
            self._spawn(self._replace(worker))

    async def _replace(self, ended: WorkerProcess) -> None:
        await ended.close()
        delay_s = _RESTART_DELAY_S
        while not self._closed:
            try:
                await self._add_worker()
            except EngineError as error:
                _log.error("espeak worker cannot be replaced: %s", error)
                if not self._workers:
                    self._fail(list(self._jobs), error)
                await asyncio.sleep(delay_s)
                delay_s = min(delay_s * 2, _RESTART_DELAY_MAX_S)
            else:
                return

    async def _watch(self) -> None:
        """Kill and replace a worker that holds jobs and says nothing."""
        interval_s = min(_WATCH_INTERVAL_S, self._silence_timeout_s / 4)
        while True:
            await asyncio.sleep(interval_s)
            now = asyncio.get_running_loop().time()
            for worker in list(self._workers):
                if worker.jobs and now - worker.heard_at > self._silence_timeout_s:
                    _log.warning("espeak worker %d has been silent for %.1f s", worker.pid, now - worker.heard_at)
                    reason = f"espeak: nothing was spoken for {self._silence_timeout_s:g} s"
                    worker.kill()
                    self._retire(worker, EngineError(reason, code="engine_timeout", retryable=True))

    def _fail(self, numbers: list[int], error: EngineError) -> None:
        for number in numbers:
            if (job := self._jobs.pop(number, None)) is not None:
                with contextlib.suppress(asyncio.QueueFull):
                    job.answers.put_nowait(error)
