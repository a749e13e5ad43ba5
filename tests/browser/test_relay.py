"""A host's backend drives the element on a page by REST, bound by a code that the page has asked for."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from host_page import PIP, HostPage
from host_site import HostSite
from playwright.sync_api import Page

from running_server import RunningServer

pytestmark = pytest.mark.browser

NOTE_CODE = """<script>
window.codes = [];
one.addEventListener('code', ({ detail }) => codes.push(detail.code));
one.addEventListener('hostbound', () => { window.bound = true; });
</script>"""


class Backend:
    """What a host's own server does: two requests."""

    def __init__(self, server: RunningServer) -> None:
        self._server = server
        self._bound: dict[str, str] = {}

    def redeem(self, code: str) -> httpx.Response:
        answer = httpx.post(f"{self._server.url}/v1/sessions/redeem", json={"code": code}, timeout=30)
        if answer.status_code == 200:
            self._bound = answer.json()
        return answer

    def send(self, **command: Any) -> httpx.Response:
        url = f"{self._server.url}/v1/sessions/{self._bound['session_id']}/commands"
        return httpx.post(url, json=command, headers={"Authorization": f"Bearer {self._bound['key']}"}, timeout=30)


@pytest.fixture
def host(page: Page, embedding_site: HostSite, embedding_server: RunningServer) -> HostPage:
    shown = HostPage(page, embedding_site)
    script = f'<script src="{embedding_server.url}/visavis.js"></script>'
    element = f'<visavis-avatar id="one" {PIP}></visavis-avatar><script>listenTo(one)</script>'
    shown.show(script + element + NOTE_CODE)
    shown.wait_for("ready")
    return shown


@pytest.fixture
def backend(host: HostPage, embedding_server: RunningServer) -> Backend:
    """One that is bound to the page."""
    host.page.evaluate("one.askCode()")
    host.wait_until("codes.length === 1")
    bound = Backend(embedding_server)
    assert bound.redeem(host.page.evaluate("codes[0]")).status_code == 200
    host.wait_until("window.bound")
    return bound


def test_a_backend_has_the_figure_speak_move_and_stop(host: HostPage, backend: Backend) -> None:
    assert backend.send(type="speak", text="您好，欢迎光临！", id="r1").status_code == 202
    started = host.wait_for("speakstart")
    assert (started["id"], started["text"]) == ("r1", "您好，欢迎光临！")
    assert host.wait_for("speakend")["completed"] is True
    [clip, *_] = host.page.evaluate("one.listClips()")
    assert backend.send(type="playClip", name=clip).status_code == 202
    assert host.wait_for("clipstart")["name"] == clip
    backend.send(type="speak", text="这句话很长很长，要说上好一会儿，直到有人打断它为止，谁也不知道要多久。")
    host.wait_for("speakstart", count=2)
    backend.send(type="interrupt")
    assert host.wait_for("speakend", count=2)["completed"] is False


def test_markup_in_a_text_is_shown_as_text(host: HostPage, backend: Backend) -> None:
    text = "<img src=x onerror='window.harmed = true'>您好"
    backend.send(type="speak", text=text)
    assert host.wait_for("speakstart")["text"] == text
    host.wait_for("speakend")
    assert host.page.evaluate("one.shadowRoot.querySelector('img[src=x]')") is None
    assert host.page.evaluate("window.harmed === undefined")


def test_a_code_that_was_used_and_one_that_is_none_bind_nobody(
    host: HostPage, backend: Backend, embedding_server: RunningServer
) -> None:
    stranger = Backend(embedding_server)
    for code in (host.page.evaluate("codes[0]"), "AAAAAAAAAA"):
        assert stranger.redeem(code).json()["code"] == "code_invalid"
    assert backend.send(type="setEmotion", name="happy").status_code == 202
