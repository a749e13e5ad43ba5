"""A page with a strict content security policy of its own: what the documentation says that it needs is enough."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import httpx
import pytest
from host_page import PIP, HostPage
from host_site import HostSite
from playwright.sync_api import Page

from running_server import RunningServer

pytestmark = pytest.mark.browser

DOCUMENTED = Path(__file__).parents[2] / "docs" / "embedding.md"


def policy_for(server: RunningServer) -> str:
    [told] = re.findall(r"^```csp\n(.*?)^```$", DOCUMENTED.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    ours = told.replace("https://avatar.example", server.url).replace(
        "wss://avatar.example", server.url.replace("http", "ws")
    )
    # The host's own page has styles in its attributes.
    return f"default-src 'none'; style-src 'unsafe-inline'; {' '.join(ours.split())}"


def test_the_documented_policy_is_enough(page: Page, embedding_site: HostSite, embedding_server: RunningServer) -> None:
    host = HostPage(page, embedding_site)
    policy = f'<meta http-equiv="Content-Security-Policy" content="{policy_for(embedding_server)}">'
    script = f'<script src="{embedding_server.url}/visavis.js"></script>'
    host.show(f'{script}<visavis-avatar id="one" {PIP}></visavis-avatar>', head=policy)
    host.wait_until("window.one?.inner?.hasModel")
    page.evaluate("listenTo(one)")
    page.evaluate("one.speak('您好，欢迎光临！')")
    host.wait_for("speakend")
    wav = httpx.post(
        f"{embedding_server.url}/v1/speech", json={"text": "您好"}, headers={"Accept": "audio/wav"}, timeout=30
    ).content
    code = "(wav) => void one.speakAudio(Uint8Array.from(atob(wav), (c) => c.charCodeAt(0)).buffer)"
    page.evaluate(code, base64.b64encode(wav).decode())
    host.wait_for("speakend", count=2)
    assert host.events("error") == []
    assert [line for line in host.console if "Content Security Policy" in line or "texture" in line] == []
