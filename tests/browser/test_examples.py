"""The examples that run in a browser do what they are there to show."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from agent_backend import AvatarAgent, bind, echo
from example_apps import APPS, EXAMPLES, build_app
from host_page import HostPage
from host_site import HostSite
from kiosk_backend import RemoteAvatar
from playwright.sync_api import Page, expect

from running_server import RunningServer

pytestmark = pytest.mark.browser

THEIRS = "http://127.0.0.1:8080"
"""Where the examples take the server to be."""
SOON_MS = 40_000


def page_of(name: str, server: RunningServer) -> str:
    """An example's page for our server, with the figure that is drawn fast enough in software."""
    text = (EXAMPLES / name / "index.html").read_text(encoding="utf-8")
    assert THEIRS in text
    text = text.replace(THEIRS, server.url)
    return text.replace('avatar="mei"', 'avatar="pip" quality="low"').replace("model=mei", "model=pip&amp;quality=low")


@pytest.mark.parametrize("name", APPS)
def test_an_app_of_a_framework_speaks(
    page: Page, embedding_site: HostSite, embedding_server: RunningServer, name: str
) -> None:
    built: Path = build_app(name)
    embedding_site.folders[f"/{name}/"] = built
    host = HostPage(page, embedding_site)
    page.goto(f"{embedding_site.origin}/{name}/index.html?server={embedding_server.url}")
    page.get_by_role("button", name="打招呼").click()
    expect(page.locator("#state")).to_have_text("speaking", timeout=SOON_MS)
    expect(page.locator("#heard")).to_contain_text("的页面", timeout=SOON_MS)
    expect(page.locator("#state")).to_have_text("idle", timeout=SOON_MS)
    host.wait_until("document.querySelector('visavis-avatar').inner.hasModel")
    assert page.locator("#problem").inner_text() == ""


def test_the_h5_page_speaks_and_shows_what_is_heard(
    page: Page, embedding_site: HostSite, embedding_server: RunningServer
) -> None:
    host = HostPage(page, embedding_site)
    embedding_site.pages["/h5"] = page_of("h5", embedding_server)
    page.goto(f"{embedding_site.origin}/h5")
    host.wait_until("document.querySelector('visavis-avatar').inner !== null")
    page.get_by_role("button", name="查订单").click()
    expect(page.locator("#captions")).to_have_text("您的订单已经发货，预计后天送达。", timeout=SOON_MS)
    page.get_by_role("button", name="停止").click()
    expect(page.locator("#captions")).to_have_text("", timeout=SOON_MS)


def test_the_page_with_a_frame_speaks(page: Page, embedding_site: HostSite, embedding_server: RunningServer) -> None:
    embedding_site.pages["/iframe"] = page_of("iframe", embedding_server)
    page.goto(f"{embedding_site.origin}/iframe")
    page.get_by_role("button", name="打招呼").click()
    expect(page.locator("#state")).to_have_text("speaking", timeout=SOON_MS)
    expect(page.locator("#state")).to_have_text("idle", timeout=SOON_MS)


def test_a_backend_drives_the_page_that_has_shown_it_a_code(
    page: Page, embedding_site: HostSite, embedding_server: RunningServer
) -> None:
    host = HostPage(page, embedding_site)
    element = '<visavis-avatar id="one" avatar="none"></visavis-avatar><script>listenTo(one)</script>'
    asking = "<script>one.addEventListener('code', ({ detail }) => { window.shown = detail.code })</script>"
    host.show(f'<script src="{embedding_server.url}/visavis.js"></script>{element}{asking}')
    host.wait_until("one.inner && one.inner.connection === 'open'")
    page.evaluate("one.askCode()")
    host.wait_until("window.shown !== undefined")
    remote = RemoteAvatar.bind(embedding_server.url, page.evaluate("shown"))
    remote.speak("您好，我是后台。")
    assert host.wait_for("speakstart")["text"] == "您好，我是后台。"
    assert host.wait_for("speakend")["completed"] is True


@contextmanager
def running_agent(url: str, code: str) -> Iterator[AvatarAgent]:
    """The example's agent, which says again what it is asked, in a thread of its own: Playwright has this one."""
    agent = AvatarAgent(url, *bind(url, code), echo)
    loop = asyncio.new_event_loop()
    task = loop.create_task(agent.run())
    thread = threading.Thread(target=lambda: loop.run_until_complete(asyncio.gather(task, return_exceptions=True)))
    thread.start()
    try:
        yield agent
    finally:
        loop.call_soon_threadsafe(task.cancel)
        thread.join(30)
        loop.close()


def test_an_agent_answers_the_visitor_of_the_page_that_has_shown_it_a_code(
    page: Page, embedding_site: HostSite, embedding_server: RunningServer
) -> None:
    host = HostPage(page, embedding_site)
    element = '<visavis-avatar id="one" avatar="none"></visavis-avatar><script>listenTo(one)</script>'
    noting = "one.addEventListener('code', ({ detail }) => { window.shown = detail.code });"
    noting += "one.addEventListener('turnend', ({ detail }) => { window.ended = detail })"
    host.show(f'<script src="{embedding_server.url}/visavis.js"></script>{element}<script>{noting}</script>')
    host.wait_until("one.inner && one.inner.connection === 'open'")
    page.evaluate("one.askCode()")
    host.wait_until("window.shown !== undefined")
    with running_agent(embedding_server.url, page.evaluate("shown")) as agent:
        while not agent.attached:
            page.wait_for_timeout(20)
        page.evaluate("one.ask('where is it')")
        assert host.wait_for("speakstart")["text"] == "You asked: where is it"
        host.wait_until("window.ended !== undefined")
        ended = page.evaluate("ended")
        assert (ended["source"], ended["heard"], ended["interrupted"]) == ("agent", "You asked: where is it", False)
