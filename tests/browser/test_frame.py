"""The embed page in a frame: who may drive it, what it answers, and that strangers get nothing at all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from host_page import HostPage
from host_site import HostSite
from playwright.sync_api import Frame, Page

from running_server import RunningServer, run_server

pytestmark = pytest.mark.browser

QUERY = "model=pip&quality=low&shot=head"

CONNECT = """
<script>
  window.client = new Visavis.FrameClient(document.querySelector('iframe'));
  for (const name of ['ready', 'error', 'speakstart', 'speakend', 'word', 'interrupted', 'clipstart', 'statechange'])
    client.on(name, (detail) => heard.push(['frame', name, detail]));
</script>
"""

SEND = """(command) => client.send(command).then(
  (value) => ({ value: value === undefined ? null : value }),
  ({ code, message, retryable }) => ({ code, message, retryable }))"""


@pytest.fixture
def host(page: Page, embedding_site: HostSite) -> HostPage:
    return HostPage(page, embedding_site)


@pytest.fixture(scope="module")
def shown_to_all(tmp_path_factory: pytest.TempPathFactory, embedding_site: HostSite) -> Iterator[RunningServer]:
    """A server whose pages everybody may show, and only ``embedding_site`` may drive."""
    environment = {"VISAVIS_FRAME_ANCESTORS": "*", "VISAVIS_ALLOWED_ORIGINS": embedding_site.origin}
    with run_server(tmp_path_factory.mktemp("shown") / "server.log", environment=environment) as running:
        yield running


@pytest.fixture(scope="module")
def without_a_list(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server whose pages everybody may show, and whose frame's address says who may drive it."""
    environment = {"VISAVIS_FRAME_ANCESTORS": "*"}
    with run_server(tmp_path_factory.mktemp("without") / "server.log", environment=environment) as running:
        yield running


def framed(server: RunningServer, query: str = QUERY) -> str:
    return (
        f'<script src="{server.url}/visavis.js"></script>'
        f'<iframe src="{server.url}/embed?{query}" allow="autoplay; microphone" width="240" height="300"></iframe>'
    )


def inside(host: HostPage) -> Frame:
    """The frame, once its avatar is there."""
    host.wait_until("document.querySelector('iframe') !== null")
    element = host.page.query_selector("iframe")
    assert element is not None
    frame = element.content_frame()
    assert frame is not None
    for _ in range(1500):
        if frame.evaluate("window.visavisFrame !== undefined && window.visavis.hasModel"):
            return frame
        host.page.wait_for_timeout(20)
    raise TimeoutError("the frame shows no avatar\n" + "\n".join(host.console[-20:]))


def dropped(host: HostPage, frame: Frame, least: int) -> int:
    """Messages that the frame has dropped, once they are so many."""
    for _ in range(1500):
        count: int = frame.evaluate("visavisFrame.dropped")
        if count >= least:
            break
        host.page.wait_for_timeout(20)
    return count


def send(host: HostPage, **command: Any) -> dict[str, Any]:
    answer: dict[str, Any] = host.page.evaluate(SEND, command)
    return answer


def test_an_allowed_page_drives_it_and_hears_of_it(host: HostPage, embedding_server: RunningServer) -> None:
    host.show(framed(embedding_server) + CONNECT)
    status = host.page.evaluate("client.connected")
    assert status["version"] == 1
    inside(host)
    asked = send(host, type="speak", text="您好，我在框架里。")["value"]
    assert host.wait_for("speakstart", "frame")["id"] == asked
    assert host.wait_for("speakend", "frame") == {"id": asked, "completed": True}
    assert "".join(word["text"] for word in host.events("word", "frame")) == "您好我在框架里"
    clips = send(host, type="listClips")["value"]
    assert clips
    assert send(host, type="playClip", name=clips[0]) == {"value": True}
    assert host.wait_for("clipstart", "frame")["name"] == clips[0]
    assert send(host, type="checkSupport")["value"]["ok"] is True
    assert send(host, type="mute") == {"value": None}
    assert send(host, type="explode")["code"] == "unknown_command"
    assert send(host, type="ask", text=" ")["code"] == "unknown_command"
    assert send(host, type="setAvatar", name="nobody")["code"] == "model_not_found"
    assert send(host, type="setAvatar", name="https://evil.example/x.glb")["code"] == "unknown_command"


RAW = """(messages) => {
  window.answers = [];
  addEventListener('message', ({ data }) => answers.push(data));
  for (const message of messages) document.querySelector('iframe').contentWindow.postMessage(message, '*');
}"""


def test_a_page_that_is_not_named_shows_no_frame(host: HostPage, embedding_server: RunningServer) -> None:
    host.show(framed(embedding_server), origin=host.site.foreign_origin)
    for _ in range(1000):
        if any("frame-ancestors" in line for line in host.console):
            break
        host.page.wait_for_timeout(20)
    assert any("frame-ancestors" in line for line in host.console), host.console
    (frame,) = host.page.frames[1:]
    assert frame.url.startswith("chrome-error:")


def test_a_foreign_page_gets_no_answer_and_is_counted(host: HostPage, shown_to_all: RunningServer) -> None:
    host.show(framed(shown_to_all), origin=host.site.foreign_origin)
    frame = inside(host)
    request = {"visavis": 1, "id": "r1", "command": {"type": "speak", "text": "不该说的话。"}}
    host.page.evaluate(RAW, [request, {**request, "command": {"type": "hello"}}])
    assert dropped(host, frame, 2) == 2
    assert frame.evaluate("visavis.state") == "idle"
    assert host.page.evaluate("answers") == []


def test_the_address_cannot_add_to_the_servers_list(host: HostPage, shown_to_all: RunningServer) -> None:
    foreign = host.site.foreign_origin
    host.show(framed(shown_to_all, f"{QUERY}&host={foreign}"), origin=foreign)
    frame = inside(host)
    host.page.evaluate(RAW, [{"visavis": 1, "id": "r1", "command": {"type": "hello"}}])
    assert dropped(host, frame, 1) == 1
    assert host.page.evaluate("answers") == []


def test_without_a_list_the_address_names_the_host(host: HostPage, without_a_list: RunningServer) -> None:
    # Its script is for its own pages: the host speaks the contract by itself.
    host.show(framed(without_a_list, f"{QUERY}&host={host.site.origin}"))
    inside(host)
    host.page.evaluate(RAW, [{"visavis": 1, "id": "r1", "command": {"type": "speak", "text": "你好。"}}])
    host.wait_until("answers.some(({ event }) => event === 'speakend')")
    answers = host.page.evaluate("answers")
    assert [answer["ok"] for answer in answers if answer.get("id") == "r1"] == [True]


MALFORMED = [
    None,
    "hello",
    7,
    {"visavis": 2, "id": "r1", "command": {"type": "hello"}},
    {"visavis": 1, "command": {"type": "hello"}},
    {"visavis": 1, "id": "x" * 65, "command": {"type": "hello"}},
    {"visavis": 1, "id": "r1"},
    {"visavis": 1, "id": "r1", "command": {"type": "speak", "text": "x" * 70_000}},
]


def test_what_is_malformed_is_dropped_without_a_word(host: HostPage, embedding_server: RunningServer) -> None:
    host.show(framed(embedding_server))
    frame = inside(host)
    host.page.evaluate(RAW, [*MALFORMED, {"visavis": 1, "id": "last", "command": {"type": "status"}}])
    host.wait_until("answers.some(({ id }) => id === 'last')")
    answers = host.page.evaluate("answers.filter(({ event }) => event === undefined)")
    assert [answer["id"] for answer in answers] == ["last"]
    assert answers[0]["value"]["dropped"] == len(MALFORMED)
    assert frame.evaluate("visavis.state") == "idle"


def test_another_window_at_an_allowed_origin_is_not_the_host(host: HostPage, embedding_server: RunningServer) -> None:
    host.show(framed(embedding_server) + '<iframe id="other" src="/other"></iframe>')
    host.site.pages["/other"] = "<!doctype html><title>other</title>"
    host.page.evaluate("document.getElementById('other').src = '/other'")
    frame = inside(host)
    host.page.wait_for_selector("#other")
    other = next(one for one in host.page.frames if one.url.endswith("/other"))
    other.wait_for_load_state()
    other.evaluate("parent.frames[0].postMessage({visavis: 1, id: 'r1', command: {type: 'hello'}}, '*')")
    assert dropped(host, frame, 1) == 1


def test_what_drives_frames_is_fetched_with_the_first_one(host: HostPage, embedding_server: RunningServer) -> None:
    requested: list[str] = []
    host.page.on("request", lambda request: requested.append(request.url.rsplit("/", 1)[1]))
    host.show(framed(embedding_server))
    inside(host)
    assert [name for name in requested if name.startswith("frame_client")] == []
    answer = host.page.evaluate(
        """() => {
          const client = new Visavis.FrameClient(document.querySelector('iframe'));
          return client.send({ type: 'dance' }).then(() => null, (fault) => fault instanceof Visavis.AvatarFault);
        }"""
    )
    assert answer is True
    assert len([name for name in requested if name.startswith("frame_client")]) == 1
