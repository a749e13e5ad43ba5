"""The embed page on a server that asks for tokens: its host gives them, by a frame's message or by getMessage."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import jwt
import pytest
from host_page import HostPage
from host_site import HostSite
from playwright.sync_api import Page

from running_server import RunningServer, run_server
from visavis.access.keys import add_key, read_keys

pytestmark = pytest.mark.browser

HOST_SCRIPT = """<script>
window.client = new Visavis.FrameClient(document.querySelector('iframe'));
for (const name of ['error', 'speakend']) client.on(name, (detail) => heard.push(['frame', name, detail]));
client.on('tokenneeded', async () => {
  const token = await (await fetch('/avatar-token')).text();
  client.send({ type: 'token', token });
});
</script>"""
QUERY = "model=pip&quality=low&shot=head"


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("keys") / "keys.json"
    add_key(file, "one")
    return file


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory, embedding_site: HostSite, keys: Path) -> Iterator[RunningServer]:
    settings = {"VISAVIS_ALLOWED_ORIGINS": embedding_site.origin, "VISAVIS_TOKEN_KEYS": str(keys)}
    with run_server(tmp_path_factory.mktemp("guarded") / "server.log", environment=settings) as running:
        yield running


def token(keys: Path) -> str:
    """As a host's backend signs it."""
    kid, secret = read_keys(keys).signing
    now = int(time.time())
    claims = {"iss": "visavis", "aud": "visavis", "sub": "visitor-17", "iat": now, "exp": now + 600}
    return jwt.encode(claims, secret, "HS256", headers={"kid": kid})


def test_a_frame_asks_its_host_for_a_token(
    page: Page, embedding_site: HostSite, guarded: RunningServer, keys: Path
) -> None:
    host = HostPage(page, embedding_site)
    embedding_site.pages["/avatar-token"] = token(keys)
    script = f'<script src="{guarded.url}/visavis.js"></script>'
    frame = f'<iframe src="{guarded.url}/embed?{QUERY}" allow="autoplay" width="240" height="300"></iframe>'
    host.show(script + frame + HOST_SCRIPT)
    page.evaluate("client.send({ type: 'speak', text: '您好！' })")
    assert host.wait_for("speakend", element="frame")["completed"] is True
    assert {error["code"] for error in host.events("error", element="frame")} <= {"token_missing"}


def test_an_app_gives_its_web_view_a_token(page: Page, guarded: RunningServer, keys: Path) -> None:
    page.goto(f"{guarded.url}/embed?{QUERY}")
    page.evaluate("(token) => getMessage(JSON.stringify({ type: 'token', token }))", token(keys))
    for _ in range(1500):
        if page.evaluate("window.visavis?.connection === 'open'"):
            break
        page.wait_for_timeout(20)
    assert page.evaluate("visavis.connection") == "open"
