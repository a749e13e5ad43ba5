"""A real server and a real Chromium for the tests in this folder.

``page`` (from pytest-playwright) may start sound at once; ``strict_page`` may not until the visitor has clicked or
typed, as on a public site.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from host_site import HostSite, host_site
from playwright.sync_api import BrowserType, Page, expect

from chromium import playwright_chromium, system_chromium
from fake_microphone import Microphone, microphones
from running_server import RunningServer, run_server

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


SOON_MS = 30_000
"""What a page is expected to show is waited for so long; Playwright's own 5 s are short where a browser draws in
software beside other work."""
expect.set_options(timeout=SOON_MS)

RERUNS = 2
"""A busy machine starves a browser that draws in software: its frames and its sound come late, whatever the page does.
What fails is tried up to twice more in a browser context of its own; pytest's summary lists each as RERUN."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.flaky(reruns=RERUNS))


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


@pytest.fixture
def microphone(
    browser_type: BrowserType, browser_type_launch_args: dict[str, Any], base_url: str, tmp_path: Path
) -> Iterator[Microphone]:
    """Makes a page of a browser whose microphone hears a sound once; with ``answer="deny"`` its visitor refuses it."""
    with microphones(browser_type, browser_type_launch_args, base_url, tmp_path) as open_page:
        yield open_page


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """``visavis serve`` with its defaults on a free port, ready to answer."""
    with run_server(tmp_path_factory.mktemp("server") / "server.log") as running:
        yield running


@pytest.fixture(scope="session")
def base_url(server: RunningServer) -> str:
    """Lets a test say ``page.goto("/")``."""
    return server.url


@pytest.fixture(scope="session")
def embedding_site() -> Iterator[HostSite]:
    """A site at an origin of its own, whose pages may use ``embedding_server``."""
    with host_site() as site:
        yield site


@pytest.fixture(scope="session")
def embedding_server(tmp_path_factory: pytest.TempPathFactory, embedding_site: HostSite) -> Iterator[RunningServer]:
    """A server that allows the pages of ``embedding_site``, and of nobody else."""
    allowed = {"VISAVIS_ALLOWED_ORIGINS": embedding_site.origin}
    with run_server(tmp_path_factory.mktemp("embedding") / "server.log", environment=allowed) as running:
        yield running


def _chromium_path() -> str:
    path = system_chromium() or playwright_chromium()
    if path is None:
        pytest.fail("no Chromium for the browser tests: run `python tools/chromium.py`", pytrace=False)
    return path
