"""The aligner's process: jobs on standard input, answers on standard output, learning in between.

A thread reads the input, so that its end, which is also the end of the parent, ends the process.
Run as ``python -m visavis.tts.alignment.worker [DATA_DIR]``.
"""

from __future__ import annotations

import os
import pickle
import queue
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from visavis.tts.alignment.jobs import LENGTH, Job
from visavis.tts.alignment.workshop import Workshop

Entry = tuple[int, Job]


class Worker:
    """Answers jobs in order; what it does between them it leaves as soon as one comes."""

    def __init__(self, workshop: Workshop, source: BinaryIO, target: int) -> None:
        self._workshop = workshop
        self._source = source
        self._target = target
        self._jobs: queue.SimpleQueue[Entry | None] = queue.SimpleQueue()

    def run(self) -> None:
        """Work until the input ends."""
        threading.Thread(target=self._read, daemon=True).start()
        spare: Iterator[None] | None = None
        while True:
            try:
                entry = self._jobs.get(block=spare is None)
            except queue.Empty:
                assert spare is not None
                spare = spare if self._step(spare) else None
                continue
            if entry is None:
                return
            number, job = entry
            self._answer(number, job)
            spare = spare or self._workshop.spare_time()

    def _answer(self, number: int, job: Job) -> None:
        try:
            answer: Any = (number, True, self._workshop.do(job))
        except Exception as error:  # a job that cannot be done must not take the others down
            answer = (number, False, f"{type(error).__name__}: {error}")
        self._write(answer)

    def _step(self, spare: Iterator[None]) -> bool:
        """Whether there is more to do."""
        try:
            return next(spare, self) is not self
        except Exception as error:
            print(f"visavis aligner: learning failed: {type(error).__name__}: {error}", file=sys.stderr)  # noqa: T201
            return False

    def _read(self) -> None:
        try:
            while len(head := self._source.read(LENGTH.size)) == LENGTH.size:
                (length,) = LENGTH.unpack(head)
                self._jobs.put(pickle.loads(self._source.read(length)))
        finally:
            self._jobs.put(None)

    def _write(self, answer: Any) -> None:
        payload = pickle.dumps(answer, protocol=pickle.HIGHEST_PROTOCOL)
        data = memoryview(LENGTH.pack(len(payload)) + payload)
        while data:
            data = data[os.write(self._target, data) :]


def main(arguments: list[str]) -> int:
    """Work until the parent closes the input. Returns the exit status."""
    target = os.dup(sys.stdout.fileno())
    # Whatever a library prints must not end up between the answers.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    worker = Worker(Workshop(Path(arguments[0]) if arguments else None), sys.stdin.buffer, target)
    try:
        worker.run()
    except OSError:  # nobody reads any more
        return 1
    return 0


if __name__ == "__main__":
    sys.stdout.flush()
    status = main(sys.argv[1:])
    # The reader thread may sit in a read; nothing is left to flush.
    os._exit(status)
