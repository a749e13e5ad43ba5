"""The server's own pages on a server that asks for tokens: they show a code, are let in, and are known again."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from axe import violations
from demo_page import DemoPage
from running_server import RunningServer, run_server
from visavis.access.keys import add_key

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("keys") / "keys.json"
    add_key(file, "one")
    return file


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory, keys: Path) -> Iterator[RunningServer]:
    folder = tmp_path_factory.mktemp("guarded")
    kiosk = folder / "kiosk.json"
    buttons = [{"label": "营业时间", "text": "九点到五点。"}]
    kiosk.write_text(json.dumps({"avatar": "pip", "language": "zh", "buttons": buttons}), encoding="utf-8")
    settings = {"VISAVIS_TOKEN_KEYS": str(keys), "VISAVIS_KIOSK": str(kiosk)}
    with run_server(folder / "server.log", environment=settings) as running:
        yield running


def let_in(page: Page, demo: DemoPage, server: RunningServer, keys: Path) -> None:
    """As the operator does, who reads the code on the display."""
    demo.wait_until("!document.querySelector('#pairing').hidden")
    code = page.locator("#pairing .code-text").inner_text()
    assert re.fullmatch(r"[2-9A-HJ-NP-Z]{5}-[2-9A-HJ-NP-Z]{5}", code)
    assert violations(page) == []
    command = [sys.executable, "-m", "visavis", "token", "pair", str(keys), code, "--server", server.url]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    demo.wait_until("visavis.connection === 'open'")
    assert not page.locator("#pairing").is_visible()


def open_page(page: Page, address: str) -> DemoPage:
    demo = DemoPage(page)
    page.goto(address)
    demo.wait_until("window.visavis !== undefined")
    page.evaluate("listenToAvatar()")
    return demo


def test_the_demo_page_shows_a_code_and_speaks_once_it_is_let_in(
    page: Page, guarded: RunningServer, keys: Path
) -> None:
    demo = open_page(page, f"{guarded.url}/?model=pip&lang=en")
    let_in(page, demo, guarded, keys)
    demo.wait_until("visavis.hasModel")
    demo.perform("您好！")
    assert page.locator(".toast.error").count() == 0
    # The same browser is known again, and shows nothing.
    demo = open_page(page, f"{guarded.url}/?model=pip")
    demo.wait_until("visavis.connection === 'open'")
    demo.perform("您好！")
    assert page.evaluate("document.cookie") == ""
    assert "eyJ" not in page.url + guarded.log_path.read_text(encoding="utf-8", errors="replace")


def test_a_kiosk_shows_a_code_and_speaks_once_it_is_let_in(page: Page, guarded: RunningServer, keys: Path) -> None:
    demo = open_page(page, f"{guarded.url}/kiosk")
    demo.wait_until("!document.querySelector('#pairing').hidden")
    assert "此页面等待放行" in page.locator("#pairing").inner_text()
    page.get_by_role("button", name="切换为英文").click()
    assert "waits to be let in" in page.locator("#pairing").inner_text()
    let_in(page, demo, guarded, keys)
    demo.wait_until("visavis.hasModel")
    page.get_by_role("button", name="营业时间").click()
    demo.wait_until("heardEvents.some(({ name, detail }) => name === 'speakstart' && detail.text === '九点到五点。')")
