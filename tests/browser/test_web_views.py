"""Apps and mini-programs around the embed page: they call in, change its address, and hear of what happens."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from demo_page import DemoPage

pytestmark = pytest.mark.browser

EXAMPLES = Path(__file__).parents[2] / "examples"
EMBED = "embed?model=pip&quality=low&shot=head"

# What web views put on a page, in the shapes that their makers document.
BRIDGES = """
window.told = [];
const note = (bridge) => (message) => told.push([bridge, message]);
window.uni = { postMessage: note('uni') };
window.wx = { miniProgram: { postMessage: note('wx') } };
window.webkit = { messageHandlers: { visavis: { postMessage: note('webkit') } } };
window.visavisHost = { onEvent: note('android') };
"""

# The page tells of its avatar as soon as it is there; listen from that moment on.
LISTEN_AT_ONCE = """Object.defineProperty(window, 'visavis', {
  configurable: true,
  set(value) {
    Object.defineProperty(window, 'visavis', { value });
    listenToAvatar();
  },
})"""


def fragment(number: int, *commands: dict[str, Any]) -> str:
    """The commands as a host writes them into the address."""
    value = commands[0] if len(commands) == 1 else list(commands)
    return f"#visavis={number}.{quote(json.dumps(value))}"


def opened(page: Page, address: str) -> DemoPage:
    demo = DemoPage(page)
    page.add_init_script(LISTEN_AT_ONCE)
    page.goto(f"/{address}")
    demo.wait_until("window.visavis !== undefined && visavis.hasModel && visavis.probe.frameCount > 5")
    return demo


def mouth_moves(demo: DemoPage) -> bool:
    gaps = [frame.gap for frame in demo.drawn(60)[20:]]
    return max(gaps) - min(gaps) > 1.0


def test_get_message_drives_the_page_as_apps_call_it(page: Page) -> None:
    demo = opened(page, EMBED)
    page.evaluate("getMessage(1)")
    assert mouth_moves(demo)
    page.evaluate("getMessage('2')")
    demo.wait_until("recorder.lipGapMm() < 1.0", timeout_ms=10_000)
    page.evaluate("""getMessage('{"type":"speak","id":"app-1","text":"您好。"}')""")
    assert demo.wait_for("speakend")["detail"] == {"id": "app-1", "completed": True}


def test_its_address_asks_for_captions_stillness_and_a_drawing(page: Page) -> None:
    demo = DemoPage(page)
    page.goto(f"/{EMBED}&captions&still&figure=2d")
    demo.wait_until("window.visavis !== undefined && visavis.hasModel && visavis.still")
    assert page.evaluate("visavis.model") is None, "a drawing"
    captions = page.locator('visavis-avatar [part="captions"]')
    page.evaluate("getMessage({ type: 'speak', text: '您好，欢迎光临。' })")
    expect(captions).to_contain_text("您好", timeout=40_000)
    page.evaluate("getMessage({ type: 'captions', on: false }); getMessage({ type: 'still', on: false })")
    expect(captions).to_have_count(0)
    demo.wait_until("!visavis.still")


def test_a_call_at_once_is_kept(page: Page) -> None:
    demo = DemoPage(page)
    page.add_init_script(LISTEN_AT_ONCE)
    page.goto(f"/{EMBED}", wait_until="commit")
    demo.wait_until("window.getMessage !== undefined")
    page.evaluate("getMessage({ type: 'speak', text: '早上好。' })")
    demo.wait_for("speakend")


def test_events_reach_the_app_by_every_bridge_it_has(page: Page) -> None:
    page.add_init_script(BRIDGES)
    demo = opened(page, EMBED)
    page.evaluate("getMessage({ type: 'speak', id: 'a', text: '您好。' })")
    demo.wait_for("speakend")
    told = page.evaluate("told")
    names: dict[str, list[str]] = {}
    for bridge, message in told:
        content = json.loads(message) if bridge == "android" else message
        if bridge in {"uni", "wx"}:
            content = content["data"]
        assert content["visavis"] == 1
        names.setdefault(bridge, []).append(content["event"])
    assert set(names) == {"uni", "wx", "webkit", "android"}
    for bridge in ("uni", "webkit", "android"):
        assert names[bridge].index("speakstart") < names[bridge].index("speakend")
    # WeChat keeps what it is given until the page is left.
    assert set(names["wx"]) <= {"ready", "error", "speakend", "interrupted"}
    assert "word" not in {name for found in names.values() for name in found}


def test_commands_in_the_address_are_obeyed_once_each(page: Page) -> None:
    first = fragment(1, {"type": "speak", "id": "h1", "text": "一。"})
    demo = opened(page, f"{EMBED}&hash{first}")
    demo.wait_for("speakend")
    page.evaluate("hash => { location.hash = hash }", fragment(1, {"type": "speak", "id": "again", "text": "一。"}))
    two = fragment(7, {"type": "emotion", "name": "happy"}, {"type": "speak", "id": "h7", "text": "二。"})
    page.evaluate("hash => { location.hash = hash }", two)
    demo.wait_for("speakend", 2)
    page.evaluate("hash => { location.hash = hash }", fragment(6, {"type": "speak", "id": "old", "text": "旧。"}))
    page.evaluate("hash => { location.hash = hash }", fragment(8, {"type": "speak", "id": "h8", "text": "三。"}))
    demo.wait_for("speakend", 3)
    assert [event["detail"]["id"] for event in demo.events("speakend")] == ["h1", "h7", "h8"]
    page.reload()
    demo.wait_until("window.visavis !== undefined && visavis.hasModel")
    page.evaluate("hash => { location.hash = hash }", fragment(9, {"type": "speak", "id": "h9", "text": "四。"}))
    demo.wait_for("speakend")
    assert [event["detail"]["id"] for event in demo.events("speakend")] == ["h9"]


MINI_PROGRAM = """(source) => {
  const Page = (options) => {
    window.miniProgram = { ...options, setData(data) { Object.assign(this.data, data) } };
  };
  new Function('Page', source)(Page);
  miniProgram.onLoad();
  const first = miniProgram.data.src;
  miniProgram.send([{ type: 'shot', name: 'full' }, { type: 'speak', text: '100% & #一样' }]);
  return [first, miniProgram.data.src];
}"""
"""WeChat's `Page` as far as the example uses it."""


def test_the_mini_program_has_its_page_speak(page: Page) -> None:
    script = (EXAMPLES / "wechat-mini-program" / "pages" / "avatar" / "avatar.js").read_text(encoding="utf-8")
    assert "'https://avatar.example'" in script
    script = script.replace("https://avatar.example/", "").replace("${SERVER}/", "").replace("model=mei", EMBED[6:])
    first, second = page.evaluate(MINI_PROGRAM, script)
    demo = opened(page, first)
    demo.wait_for("speakend")
    page.goto(f"/{second}")  # only the fragment is another, as in a mini-program's web view
    demo.wait_for("speakend", 2)
    assert [event["detail"]["text"] for event in demo.events("speakstart")] == ["您好，欢迎光临！", "100% & #一样"]
    assert page.evaluate("visavis.shot") == "full"


@pytest.mark.parametrize(
    "bad", ["#visavis=x", "#visavis=3.{", "#visavis=3.%7B%7D", "#visavis=3." + "%20" * 3000], ids=lambda bad: bad[:14]
)
def test_a_bad_address_is_an_error_event(page: Page, bad: str) -> None:
    demo = opened(page, f"{EMBED}&hash")
    page.evaluate("hash => { location.hash = hash }", bad)
    error = demo.wait_for("error")["detail"]
    assert error["code"] == "unknown_command"
    assert len(error["message"]) < 300


def test_the_address_commands_nothing_where_nobody_asked_for_it(page: Page) -> None:
    demo = opened(page, EMBED + fragment(1, {"type": "speak", "text": "不该说的话。"}))
    page.evaluate("getMessage({ type: 'speak', id: 'asked', text: '好。' })")
    demo.wait_for("speakend")
    assert [event["detail"]["id"] for event in demo.events("speakstart")] == ["asked"]
