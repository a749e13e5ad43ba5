"""The worker process: reads jobs from standard input, speaks them in order, writes pieces to standard output.

A thread of its own reads the input, so that a cancellation is seen while the library speaks, and the end of the input,
which also means the end of the parent, ends the process. Imports only the standard library.

Run as ``python -m visavis.tts.engines.espeak.worker LIBRARY DATA_FOLDER``.
"""

from __future__ import annotations

import json
import os
import queue
import shutil
import sys
import threading
from typing import Any, BinaryIO

from visavis.tts.engines.espeak.assembler import Assembler, Run
from visavis.tts.engines.espeak.frames import HEADER, Kind, pack
from visavis.tts.engines.espeak.library import EspeakLibrary, Event, Flag, Parameter


class Worker:
    """Speaks the jobs of one input stream."""

    def __init__(self, library: EspeakLibrary, source: BinaryIO, target: int) -> None:
        self._library = library
        self._source = source
        self._target = target
        self._jobs: queue.SimpleQueue[tuple[int, bytes] | None] = queue.SimpleQueue()
        self._cancelled: set[int] = set()
        self._ended = False
        self._told_to_end = False

    def run(self) -> bool:
        """Work until the input ends. Returns False when it ended without a word: the parent is gone."""
        threading.Thread(target=self._read, daemon=True).start()
        while (entry := self._jobs.get()) is not None:
            job, payload = entry
            try:
                last = self._speak(job, json.loads(payload))
            except (OSError, BrokenPipeError):
                raise
            except Exception as error:  # a job that cannot be spoken must not take the others down
                self._write(Kind.FAILED, job, f"{type(error).__name__}: {error}".encode())
            else:
                self._write(Kind.CANCELLED if last is None else Kind.LAST, job, last or b"")
            self._cancelled.discard(job)
        return self._told_to_end

    def _read(self) -> None:
        try:
            while len(header := self._source.read(HEADER.size)) == HEADER.size:
                length, kind, job = HEADER.unpack(header)
                payload = self._source.read(length) if length else b""
                if kind == Kind.JOB:
                    self._jobs.put((job, payload))
                elif kind == Kind.CANCEL:
                    self._cancelled.add(job)
                elif kind == Kind.END:
                    self._told_to_end = True
                    return
        finally:
            self._ended = True
            self._jobs.put(None)

    def _speak(self, job: int, data: dict[str, Any]) -> bytes | None:
        """The payload of the last piece, or None when the job was cancelled."""
        assembler = Assembler(lambda payload: self._write(Kind.PIECE, job, payload), early_piece=data["early_piece"])
        cancelled = self._cancelled

        def sink(pcm: bytes, events: list[Event]) -> bool:
            if job in cancelled or self._ended:
                return True
            assembler.feed(pcm, events)
            return False

        for entry in data["runs"]:
            if job in cancelled or self._ended:
                return None
            run = Run.from_json(entry)
            self._library.configure(
                run.voice,
                ipa=run.table.is_ipa,
                parameters={
                    Parameter.RATE: run.rate_wpm,
                    Parameter.PITCH: data["pitch"],
                    Parameter.RANGE: data["range"],
                    Parameter.VOLUME: run.volume,
                },
            )
            assembler.begin(run)
            self._library.synthesize(run.text, Flag(run.flags), sink)
            assembler.end()
        return None if job in cancelled or self._ended else assembler.finish()

    def _write(self, kind: Kind, job: int, payload: bytes = b"") -> None:
        data = memoryview(pack(kind, job, payload))
        while data:
            data = data[os.write(self._target, data) :]


def main(arguments: list[str]) -> int:
    """Load, say what was loaded, then work. Returns the exit status."""
    target = os.dup(sys.stdout.fileno())
    # Whatever a C library prints must not end up between the messages.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    try:
        library = EspeakLibrary(*arguments)
    except (OSError, TypeError) as error:
        os.write(target, pack(Kind.FAILED, 0, str(error).encode()))
        return 1
    hello = {"sample_rate_hz": library.sample_rate_hz, "version": library.version, "voices": library.voices()}
    os.write(target, pack(Kind.READY, 0, json.dumps(hello).encode()))
    worker = Worker(library, sys.stdin.buffer, target)
    try:
        told = worker.run()
    except OSError:  # nobody reads any more
        told = False
    if not told:
        # The parent could not tidy up, so its data folder is ours to remove.
        shutil.rmtree(arguments[1], ignore_errors=True)
    return 0


if __name__ == "__main__":
    # The reader thread may sit in a read; nothing is left to flush.
    os._exit(main(sys.argv[1:]))
