"""The aligner's process as the event loop sees it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import pickle
import sys
from itertools import count
from pathlib import Path
from typing import Any, Final

import visavis
from visavis.tts.alignment.jobs import LENGTH, Job
from visavis.tts.engine import EngineError

_log = logging.getLogger(__name__)

_WAITING_MAX: Final = 64
_STOP_TIMEOUT_S: Final = 5.0


class AlignerProcess:
    """One process, started when it is first needed and again when it has died; jobs are answered in order.

    A job that takes longer than its limit ends the process: the jobs behind it fail too, and may be tried again.
    """

    def __init__(self, data_dir: Path | None) -> None:
        self._data_dir = data_dir
        self._process: asyncio.subprocess.Process | None = None
        self._readers: set[asyncio.Task[None]] = set()
        self._numbers = count(1)
        self._waiting: dict[int, tuple[asyncio.subprocess.Process, asyncio.Future[Any]]] = {}
        self._pending = 0
        self._starting = asyncio.Lock()
        self._closed = False

    @property
    def pid(self) -> int | None:
        """The process's id while there is one."""
        return self._process.pid if self._process is not None else None

    async def run(self, job: Job, timeout_s: float) -> Any:
        """The answer to a job. Raises :class:`EngineError`: ``engine_timeout``, ``engine_unavailable`` when too many
        wait or the process cannot be started, ``engine_failed``."""
        if self._pending >= _WAITING_MAX:
            raise EngineError(f"the aligner has {_WAITING_MAX} jobs waiting", code="engine_unavailable", retryable=True)
        self._pending += 1
        try:
            return await self._run(next(self._numbers), job, timeout_s)
        finally:
            self._pending -= 1

    async def _run(self, number: int, job: Job, timeout_s: float) -> Any:
        payload = await asyncio.to_thread(pickle.dumps, (number, job), pickle.HIGHEST_PROTOCOL)
        async with self._starting:
            process = await self._started()
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting[number] = (process, answer)
        try:
            assert process.stdin is not None
            process.stdin.write(LENGTH.pack(len(payload)) + payload)
            async with asyncio.timeout(timeout_s):
                return await answer
        except TimeoutError:
            _log.warning("the aligner took longer than %.0f s and is started anew", timeout_s)
            if self._process is process:
                self._process = None
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            message = f"the aligner gave no answer within {timeout_s:g} s"
            raise EngineError(message, code="engine_timeout", retryable=True) from None
        finally:
            self._waiting.pop(number, None)

    async def close(self) -> None:
        """End the process; what still waits fails. Safe to call twice."""
        self._closed = True
        process, self._process = self._process, None
        if process is not None:
            if process.stdin is not None:
                process.stdin.close()
            try:
                async with asyncio.timeout(_STOP_TIMEOUT_S):
                    await process.wait()
            except TimeoutError:
                pass
            finally:
                if process.returncode is None:
                    with contextlib.suppress(ProcessLookupError):
                        process.kill()
                    await process.wait()
        await asyncio.gather(*self._readers, return_exceptions=True)

    async def _started(self) -> asyncio.subprocess.Process:
        if self._closed:
            raise EngineError("the aligner is closed", code="engine_unavailable")
        if self._process is not None:
            return self._process
        source_root = str(Path(visavis.__file__).parents[1])
        search_path = os.pathsep.join(filter(None, (source_root, os.environ.get("PYTHONPATH", ""))))
        folder = [] if self._data_dir is None else [str(self._data_dir)]
        # Matrices here are small: threads of the numeric library would cost more than they gain, and others' cores.
        threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                f"{__package__}.worker",
                *folder,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                env={**os.environ, **threads, "PYTHONPATH": search_path},
                start_new_session=True,  # an interrupt typed at the server's terminal is the server's to handle
            )
        except OSError as error:
            raise EngineError(f"no aligner process: {error}", code="engine_unavailable", retryable=True) from error
        self._process = process
        reader = asyncio.create_task(self._read(process))
        self._readers.add(reader)
        reader.add_done_callback(self._readers.discard)
        return process

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        try:
            while True:
                (length,) = LENGTH.unpack(await process.stdout.readexactly(LENGTH.size))
                number, good, answer = pickle.loads(await process.stdout.readexactly(length))
                _, future = self._waiting.get(number, (process, None))
                if future is None or future.done():
                    continue
                if good:
                    future.set_result(answer)
                else:
                    future.set_exception(EngineError(f"the aligner failed: {answer}"))
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        if self._process is process:
            self._process = None
        if process.stdin is not None:
            process.stdin.close()
        await process.wait()
        for asked, future in list(self._waiting.values()):
            if asked is process and not future.done():
                future.set_exception(EngineError("the aligner's process ended", retryable=True))
