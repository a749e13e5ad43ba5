"""One worker process as the parent sees it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import visavis
from visavis.tts.engine import EngineError
from visavis.tts.engines.espeak.frames import Kind, pack
from visavis.tts.engines.espeak.output import WorkerOutput

_START_TIMEOUT_S: Final = 20.0
_STOP_TIMEOUT_S: Final = 2.0

OnMessage = Callable[["WorkerProcess", Kind, int, bytes], None]
OnEnd = Callable[["WorkerProcess"], None]


class WorkerProcess:
    """Starts a worker and passes its messages on; ``on_end`` is called once, when nothing more will come."""

    def __init__(self, process: asyncio.subprocess.Process, output: WorkerOutput, hello: dict[str, Any]) -> None:
        self._process = process
        self._output = output
        self.hello = hello
        self.jobs: set[int] = set()
        """Jobs sent and not yet answered to the end."""
        self.heard_at = 0.0
        """Loop time of the last message, or of the first job after idling."""

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @classmethod
    async def start(cls, library: Path, data: Path) -> WorkerProcess:
        """A worker that is ready to speak. Raises :class:`EngineError` (``engine_unavailable``)."""
        source_root = str(Path(visavis.__file__).parents[1])
        search_path = os.pathsep.join(filter(None, (source_root, os.environ.get("PYTHONPATH", ""))))
        output, their_end = await WorkerOutput.open()
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                f"{__package__}.worker",
                str(library),
                str(data),
                stdin=asyncio.subprocess.PIPE,
                stdout=their_end,
                env={**os.environ, "PYTHONPATH": search_path},
                start_new_session=True,  # an interrupt typed at the server's terminal is the server's to handle
            )
        except OSError as error:
            output.close()
            raise EngineError(
                f"espeak: no worker process: {error}", code="engine_unavailable", retryable=True
            ) from error
        finally:
            os.close(their_end)
        try:
            async with asyncio.timeout(_START_TIMEOUT_S):
                kind, _, payload = await output.first_message()
        except (ConnectionError, TimeoutError) as error:
            await _end(process, output)
            raise EngineError("espeak: the worker did not start", code="engine_unavailable", retryable=True) from error
        except BaseException:
            await _end(process, output)
            raise
        if kind != Kind.READY:
            await _end(process, output)
            raise EngineError(f"espeak: {payload.decode('utf-8', 'replace')}", code="engine_unavailable")
        return cls(process, output, json.loads(payload))

    def listen(self, on_message: OnMessage, on_end: OnEnd) -> None:
        """Begin to pass messages on."""
        self._output.listen(lambda message: on_message(self, *message), lambda: on_end(self))

    def send(self, kind: Kind, job: int, payload: bytes = b"") -> None:
        """Queue one message; a worker that is gone is noticed by its end of output."""
        stdin = self._process.stdin
        if stdin is not None and not stdin.is_closing():
            stdin.write(pack(kind, job, payload))

    def kill(self) -> None:
        """End the process now."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()

    async def close(self) -> None:
        """End the process by closing its input, by force when it does not react, and wait until it is gone."""
        await _end(self._process, self._output)


async def _end(process: asyncio.subprocess.Process, output: WorkerOutput) -> None:
    output.close()
    if process.stdin is not None and not process.stdin.is_closing():
        process.stdin.write(pack(Kind.END, 0))
        process.stdin.close()
    try:
        async with asyncio.timeout(_STOP_TIMEOUT_S):
            await process.wait()
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
    finally:
        if process.returncode is None:  # cancelled while waiting: it must not outlive us
            with contextlib.suppress(ProcessLookupError):
                process.kill()
