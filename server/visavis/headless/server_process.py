"""A real server in a process of its own, pinned to chosen cores where the system lets us."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

READY_TIMEOUT_S = 120.0


class HeadlessError(Exception):
    """A server or a browser could not be run; the message says what to do."""


@dataclass(frozen=True, slots=True)
class RunningServer:
    """Where the server is, and how long it took to be ready."""

    host: str
    port: int
    pid: int
    startup_ms: float

    @property
    def url(self) -> str:
        """Where the server answers, without a final slash."""
        return f"http://{self.host}:{self.port}"

    @property
    def session_url(self) -> str:
        """URL of the websocket session."""
        return f"ws://{self.host}:{self.port}/v1/session"

    def cpu_ms(self) -> tuple[float, float] | None:
        """Processor time that the server and its speech workers have used so far; None where the system keeps it from
        us (only Linux tells it by process)."""
        tasks = Path(f"/proc/{self.pid}/task")
        try:
            workers = {int(pid) for task in tasks.iterdir() for pid in (task / "children").read_text().split()}
            return _cpu_ms(self.pid), sum(_cpu_ms(pid) for pid in workers)
        except OSError:
            return None


def _cpu_ms(pid: int) -> float:
    # The name of a process may hold anything but ends with the last bracket; user and system time stand 11 fields on.
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def cores() -> list[int]:
    """Cores this process may use; empty where the system has no affinity."""
    return sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []


@contextlib.contextmanager
def serve(settings: Mapping[str, str], pinned_to: set[int] | None = None) -> Iterator[RunningServer]:
    """Start ``visavis serve`` with the given environment settings, wait until it is ready, and end it afterwards.

    ``pinned_to`` names the cores that the server and all its workers share. Raises :class:`HeadlessError`.
    """
    with reserved_port() as port:
        process, begun = _started(port, settings, pinned_to)
        try:
            startup_ms = _wait_ready(process, port, begun)
        except BaseException:
            _end(process)
            raise
    try:
        yield RunningServer("127.0.0.1", port, process.pid, startup_ms)
    finally:
        _end(process)


@contextlib.contextmanager
def reserved_port() -> Iterator[int]:
    """A port of this machine that is free, and that until the block ends no program is given by chance, whether it
    listens or connects; whoever is told of it may listen there (on Linux; elsewhere it is free when the block begins).
    """
    with socket.socket() as held:
        if sys.platform == "linux":
            # Who sets the same, as servers do, may listen beside one that is bound and does not.
            held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind(("127.0.0.1", 0))
        port = int(held.getsockname()[1])
        if sys.platform != "linux":
            held.close()
        yield port


def _started(
    port: int, settings: Mapping[str, str], pinned_to: set[int] | None
) -> tuple[subprocess.Popen[bytes], float]:
    """The process, and when it was begun."""
    command = [sys.executable, "-m", "visavis", "serve", "--host", "127.0.0.1", "--port", str(port)]
    # Children inherit the affinity of the thread that starts them.
    before = os.sched_getaffinity(0) if pinned_to else None
    begun = time.perf_counter()
    if pinned_to:
        os.sched_setaffinity(0, pinned_to)
    try:
        process = subprocess.Popen(
            command, env={**os.environ, **settings}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
    finally:
        if before:
            os.sched_setaffinity(0, before)
    return process, begun


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _wait_ready(process: subprocess.Popen[bytes], port: int, begun: float) -> float:
    url = f"http://127.0.0.1:{port}/readyz"
    while time.perf_counter() - begun < READY_TIMEOUT_S:
        if process.poll() is not None:
            raise HeadlessError(f"the server ended with status {process.returncode}: try `visavis serve` to see why")
        try:
            with urllib.request.urlopen(url, timeout=1):
                return (time.perf_counter() - begun) * 1000
        except urllib.error.HTTPError as error:
            if error.code != 503:
                raise HeadlessError(f"{url} answered {error.code}") from error
        except OSError:
            pass
        time.sleep(0.01)
    raise HeadlessError(f"the server was not ready after {READY_TIMEOUT_S:.0f} s")
