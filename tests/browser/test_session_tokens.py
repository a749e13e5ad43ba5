"""A page on a server that asks for session tokens: it shows one, renews it, and says clearly when it has none."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import jwt
import pytest
from host_page import PIP, HostPage
from host_site import HostSite
from playwright.sync_api import Page

from running_server import RunningServer, run_server
from visavis.access.keys import add_key, read_keys

pytestmark = pytest.mark.browser

FETCHING = """<script>
window.fetched = 0;
one.token = async () => {
  fetched++;
  return (await fetch(fetched === 1 ? '/first' : '/next')).text();
};
</script>"""


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("keys") / "keys.json"
    add_key(file, "one")
    return file


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory, embedding_site: HostSite, keys: Path) -> Iterator[RunningServer]:
    """A server that asks for tokens."""
    settings = {"VISAVIS_ALLOWED_ORIGINS": embedding_site.origin, "VISAVIS_TOKEN_KEYS": str(keys)}
    with run_server(tmp_path_factory.mktemp("guarded") / "server.log", environment=settings) as running:
        yield running


def token(keys: Path, lasts_s: float) -> str:
    """As a host's backend signs it."""
    kid, secret = read_keys(keys).signing
    now = time.time()
    claims = {"iss": "visavis", "aud": "visavis", "sub": "visitor-17", "iat": now, "exp": now + lasts_s}
    return jwt.encode(claims, secret, "HS256", headers={"kid": kid})


def show(host: HostPage, server: RunningServer, given: str) -> None:
    script = f'<script src="{server.url}/visavis.js"></script>'
    element = f'<visavis-avatar id="one" {PIP}></visavis-avatar><script>listenTo(one)</script>'
    host.show(script + element + given)


@pytest.fixture
def host(page: Page, embedding_site: HostSite) -> HostPage:
    return HostPage(page, embedding_site)


def codes(host: HostPage) -> list[str]:
    return [error["code"] for error in host.events("error")]


def test_a_token_is_renewed_before_it_ends(host: HostPage, guarded: RunningServer, keys: Path) -> None:
    lasts_s = 30.0
    host.site.pages |= {"/first": token(keys, lasts_s), "/next": token(keys, 600)}
    ends_at = time.time() + lasts_s
    show(host, guarded, FETCHING)
    host.wait_until("fetched === 2")
    host.wait_until(f"Date.now() > {1000 * (ends_at + 1)}")
    host.page.evaluate("one.speak('您好！')")
    assert host.wait_for("speakend")["completed"] is True
    assert codes(host) == []


def test_a_session_whose_token_ends_goes_on_with_a_fresh_one(
    host: HostPage, guarded: RunningServer, keys: Path
) -> None:
    # Too short to be renewed in time.
    host.site.pages |= {"/first": token(keys, 4), "/next": token(keys, 600)}
    show(host, guarded, FETCHING)
    host.wait_for("error")
    host.wait_until("fetched >= 2")
    host.page.evaluate("one.speak('您好！')")
    assert host.wait_for("speakend")["completed"] is True
    assert set(codes(host)) == {"token_expired"}


@pytest.mark.parametrize(
    ("given", "code"),
    [("", "token_missing"), ("<script>one.token = 'forged'</script>", "token_invalid")],
    ids=["none", "forged"],
)
def test_a_page_without_a_good_one_says_so(host: HostPage, guarded: RunningServer, given: str, code: str) -> None:
    show(host, guarded, given)
    assert host.wait_for("error")["code"] == code


def test_no_token_is_in_an_address_or_in_the_log(host: HostPage, guarded: RunningServer, keys: Path) -> None:
    shown = token(keys, 600)
    addresses: list[str] = []
    host.page.on("request", lambda request: addresses.append(request.url))
    host.page.on("websocket", lambda socket: addresses.append(socket.url))
    show(host, guarded, f"<script>one.token = '{shown}'</script>")
    host.wait_for("ready")
    host.page.evaluate("one.speak('您好！')")
    host.wait_for("speakend")
    signature = shown.rpartition(".")[2]
    assert any(address.startswith("ws:") for address in addresses)
    assert not any(signature in address for address in addresses)
    assert signature not in guarded.log_path.read_text(encoding="utf-8", errors="replace")
