"""Visitors who go from page to page of a site are in one conversation, where the site wants that."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from host_page import LISTEN, HostPage
from host_site import HostSite, host_site
from playwright.sync_api import Page

from desk_services import ConversingServer, conversing_server
from fakes.chat_service import answer

pytestmark = pytest.mark.browser

TAG = '<visavis-avatar id="one" avatar="none" {attributes}></visavis-avatar><script>listenTo(one)</script>'


@pytest.fixture(scope="module")
def site() -> Iterator[HostSite]:
    with host_site() as running:
        yield running


@pytest.fixture(scope="module")
def desk(site: HostSite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ConversingServer]:
    environment = {"VISAVIS_ALLOWED_ORIGINS": site.origin}
    with conversing_server(tmp_path_factory.mktemp("desk"), environment) as running:
        yield running


def show(host: HostPage, desk: ConversingServer, attributes: str) -> None:
    host.show(f'<script src="{desk.url}/visavis.js"></script>{TAG.format(attributes=attributes)}')
    host.wait_until("one.inner && one.inner.connection === 'open'")


def ask(host: HostPage, desk: ConversingServer, text: str) -> str:
    """What the model was told when the visitor asked this."""
    desk.model.scripts.append(answer("好的。"))
    host.page.evaluate("text => void one.ask(text)", text)
    host.wait_for("turnend")
    return " ".join(str(message["content"]) for message in desk.model.asked[-1]["messages"])


@pytest.mark.parametrize(
    ("attributes", "goes_on"), [("keep-conversation", True), ("", False)], ids=["kept", "not kept"]
)
def test_the_next_page_goes_on_where_the_site_wants_that(
    page: Page, site: HostSite, desk: ConversingServer, attributes: str, goes_on: bool
) -> None:
    host = HostPage(page, site)
    show(host, desk, attributes)
    ask(host, desk, "我住在青岛的栈桥旁边")
    assert host.events("resumed") == []
    show(host, desk, attributes)
    assert ("栈桥" in ask(host, desk, "我刚才说我住在什么地方来着")) is goes_on
    assert len(host.events("resumed")) == goes_on
    assert host.events("error") == []


def test_a_tab_that_is_opened_from_the_page_has_a_conversation_of_its_own(
    page: Page, site: HostSite, desk: ConversingServer
) -> None:
    host = HostPage(page, site)
    show(host, desk, "keep-conversation")
    ask(host, desk, "我住在青岛的栈桥旁边")
    page.reload()
    host.wait_for("resumed")
    with page.expect_popup() as opening:
        page.evaluate("void window.open()")
    popup = opening.value
    popup.add_init_script(LISTEN)
    other = HostPage(popup, site)
    show(other, desk, "keep-conversation")
    assert "栈桥" not in ask(other, desk, "我刚才说我住在什么地方来着")
    assert other.events("resumed") == []
    assert "栈桥" in ask(host, desk, "那么从我家到火车站要走多远呢")
    assert host.events("error") == []


def test_an_element_that_comes_back_to_its_page_goes_on(page: Page, site: HostSite, desk: ConversingServer) -> None:
    """As a router does that shows another view and then this one again."""
    host = HostPage(page, site)
    show(host, desk, "keep-conversation")
    ask(host, desk, "我住在青岛的栈桥旁边")
    page.evaluate("one.remove()")
    host.wait_until("Object.keys(sessionStorage).some(name => name.startsWith('visavis '))")
    page.evaluate(
        """() => {
          const again = document.createElement('visavis-avatar');
          Object.assign(again, { id: 'one', avatar: 'none', keepConversation: true });
          listenTo(again);
          document.body.append(again);
        }"""
    )
    host.wait_for("resumed")
    assert host.events("error") == []


def test_a_frame_goes_on_where_its_address_says_so(page: Page, site: HostSite, desk: ConversingServer) -> None:
    host = HostPage(page, site)

    def framed(query: str) -> bool:
        """Whether the frame on a new page of the site goes on with the one before."""
        host.show(
            f'<script src="{desk.url}/visavis.js"></script>'
            f'<iframe src="{desk.url}/embed?flat{query}" width="240" height="300"></iframe>'
            "<script>window.client = new Visavis.FrameClient(document.querySelector('iframe'));"
            "client.on('turnend', (detail) => heard.push(['frame', 'turnend', detail]))</script>"
        )
        status = {"connection": ""}
        while status["connection"] != "open":
            status = host.page.evaluate("client.send({ type: 'status' })")
        return bool(status["resumed"])

    assert not framed("&keep")
    desk.model.scripts.append(answer("好的。"))
    host.page.evaluate("client.send({ type: 'ask', text: '我住在青岛的栈桥旁边' })")
    host.wait_for("turnend", "frame")
    assert framed("&keep")
    assert not framed("")
