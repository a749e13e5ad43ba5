"""A real server and a real Chromium for the tests in this folder.

``page`` (from pytest-playwright) may start sound at once; ``strict_page`` may not until the visitor has clicked or
typed, as on a public site.
"""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from chromium import playwright_chromium, system_chromium
from playwright.sync_api import BrowserType, Page

READY_TIMEOUT_S = 60.0
STOP_TIMEOUT_S = 15.0

CHROMIUM_ARGS = [
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
SOUND_AT_ONCE = "--autoplay-policy=no-user-gesture-required"
SOUND_AFTER_GESTURE = "--autoplay-policy=document-user-activation-required"


@dataclass(frozen=True)
class RunningServer:
    """A server process under test."""

    url: str
    """Where it answers, without a final slash."""
    log_path: Path
    """Both its output streams."""
    pid: int


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any], browser_name: str) -> dict[str, Any]:
    if browser_name != "chromium":
        return browser_type_launch_args
    given = browser_type_launch_args.get("args", [])
    launch = {**browser_type_launch_args, "args": [*given, *CHROMIUM_ARGS, SOUND_AT_ONCE]}
    if "channel" not in launch and "executable_path" not in launch:
        launch["executable_path"] = _chromium_path()
    return launch


@pytest.fixture
def strict_page(browser_type: BrowserType, browser_type_launch_args: dict[str, Any], base_url: str) -> Iterator[Page]:
    """A page of a browser of its own, in which sound waits for a gesture."""
    args = [argument for argument in browser_type_launch_args["args"] if argument != SOUND_AT_ONCE]
    browser = browser_type.launch(**{**browser_type_launch_args, "args": [*args, SOUND_AFTER_GESTURE]})
    try:
        yield browser.new_page(base_url=base_url)
    finally:
        browser.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """``visavis serve`` with its defaults on a free port, ready to answer."""
    port = _free_port()
    log_path = tmp_path_factory.mktemp("server") / "server.log"
    command = [sys.executable, "-m", "visavis", "serve", "--port", str(port)]
    with log_path.open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, env=_clean_environment())
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_until_ready(process, url, log_path)
        yield RunningServer(url=url, log_path=log_path, pid=process.pid)
    finally:
        process.terminate()
        try:
            process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.fixture(scope="session")
def base_url(server: RunningServer) -> str:
    """Lets a test say ``page.goto("/")``."""
    return server.url


def _chromium_path() -> str:
    path = system_chromium() or playwright_chromium()
    if path is None:
        pytest.fail("no Chromium for the browser tests: run `python tools/chromium.py`", pytrace=False)
    return path


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _clean_environment() -> dict[str, str]:
    """The tests mean the defaults, whatever the developer's shell has set."""
    return {name: value for name, value in os.environ.items() if not name.upper().startswith("VISAVIS_")}


def _wait_until_ready(process: subprocess.Popen[bytes], url: str, log_path: Path) -> None:
    deadline = time.monotonic() + READY_TIMEOUT_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            pass
        time.sleep(0.1)
    state = f"exited with {process.returncode}" if process.poll() is not None else f"not ready in {READY_TIMEOUT_S} s"
    pytest.fail(f"the server {state}; its log:\n{log_path.read_text(errors='replace')}", pytrace=False)
