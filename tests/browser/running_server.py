"""``visavis serve`` as a process of its own, the way an operator starts it."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from visavis.headless.server_process import reserved_port

READY_TIMEOUT_S = 120.0
STOP_TIMEOUT_S = 15.0


@dataclass(frozen=True)
class RunningServer:
    """A server process that answers."""

    url: str
    """Where it answers, without a final slash."""
    log_path: Path
    """Both its output streams."""
    pid: int


@contextmanager
def run_server(
    log_path: Path, *arguments: str, environment: Mapping[str, str] | None = None, port: int | None = None
) -> Iterator[RunningServer]:
    """Starts a server on a port, by default a free one, waits until it is ready, and stops it afterwards.

    ``environment`` is added to the defaults.

    Raises ``RuntimeError`` with the server's log when it does not become ready.
    """
    with ExitStack() as starting:
        port = port or starting.enter_context(reserved_port())
        command = [sys.executable, "-m", "visavis", "serve", "--port", str(port), *arguments]
        with log_path.open("wb") as log:
            process = subprocess.Popen(
                command, stdout=log, stderr=subprocess.STDOUT, env={**_default_environment(), **(environment or {})}
            )
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_until_ready(process, url, log_path)
        except BaseException:
            _end(process)
            raise
    try:
        yield RunningServer(url=url, log_path=log_path, pid=process.pid)
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _default_environment() -> dict[str, str]:
    """The tests mean the defaults, whatever the developer's shell has set."""
    return {name: value for name, value in os.environ.items() if not name.upper().startswith("VISAVIS_")}


def _wait_until_ready(process: subprocess.Popen[bytes], url: str, log_path: Path) -> None:
    deadline = time.monotonic() + READY_TIMEOUT_S
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    state = f"not ready in {READY_TIMEOUT_S} s" if process.poll() is None else f"exited with {process.returncode}"
    raise RuntimeError(f"the server {state}; its log:\n{log_path.read_text(errors='replace')}")
