"""Without WebGL2, or when its context is lost and stays away, a drawing speaks: same track, clock and API."""

from __future__ import annotations

import httpx
import pytest
from flat_figure import Look, watch
from host_page import HostPage
from host_site import HostSite
from playwright.sync_api import Page

from demo_page import DemoPage
from running_server import RunningServer

pytestmark = pytest.mark.browser

WITHOUT_WEBGL = """
const getContext = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
  return /webgl/.test(kind) ? null : getContext.call(this, kind, ...rest);
};
"""
KEEP_CONTEXT = """
const getContext = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
  const context = getContext.call(this, kind, ...rest);
  if (kind === 'webgl2' && context) window.losing = context.getExtension('WEBGL_lose_context');
  return context;
};
"""
MOST_TAKES = 8
"""On a machine that draws few frames a second each take shows little."""
TEXT = "您的包裹明天派送，请保持电话畅通，不必排队，也别忘了密码。"
DRAWN = "visavis.hasModel && document.querySelector('#stage div[role=img]') !== null && visavis.probe.frameCount > 3"
FIGURES = "heardEvents.filter(({ name }) => name === 'figure').map(({ detail }) => detail)"


def without_webgl(page: Page, query: str = "?model=pip") -> DemoPage:
    page.add_init_script(WITHOUT_WEBGL)
    demo = DemoPage(page).open(query, face=False)
    demo.wait_until(DRAWN)
    return demo


def closures(server: RunningServer, text: str) -> list[tuple[float, float]]:
    answer = httpx.post(
        f"{server.url}/v1/speech", json={"text": text}, headers={"accept": "application/json"}, timeout=30
    )
    answer.raise_for_status()
    cues = answer.json()["cues"]
    return [(cue["onset_ms"] / 1000, cue["end_ms"] / 1000) for cue in cues if cue["viseme"] == "PP"]


def test_without_webgl_a_drawing_speaks_in_step_with_the_sound(page: Page, server: RunningServer) -> None:
    demo = without_webgl(page)
    assert not page.locator("#no-face").is_visible()
    assert page.locator("#stage [role=img]").get_attribute("aria-label")
    seen = 0
    shapes: set[float] = set()
    for take in range(1, MOST_TAKES + 1):
        demo.speak(TEXT)
        demo.wait_for("speakstart", take)
        looks = [look for look in watch(page, 7) if look.utterance]
        demo.wait_for("speakend", take)
        seconds = [look.seconds for look in looks]
        assert seconds == sorted(seconds)
        assert seconds[-1] > 2.0
        widest = max(look.mouth for look in looks)
        assert widest > 12, "the mouth opens"
        shapes |= {round(look.mouth, 1) for look in looks}
        for onset, end in closures(server, TEXT):
            for look in looks:
                if onset + 0.02 <= look.seconds <= onset + 0.65 * (end - onset):
                    seen += 1
                    assert look.mouth < 0.3 * widest, (
                        f"lips apart at {look.seconds:.3f} s, in the closure from {onset:.3f} s"
                    )
        if seen > 0 and len(shapes) > 15:
            break
    assert seen > 0
    assert len(shapes) > 15, "with all that is between open and shut"
    assert [event["detail"]["code"] for event in demo.events("error")] == []
    assert demo.events("word")


def test_the_drawing_obeys_the_same_commands(page: Page) -> None:
    demo = without_webgl(page)
    demo.wait_until("visavis.alive")
    page.evaluate("visavis.setEmotion('neutral')")
    assert "greeting" in page.evaluate("visavis.clipNames")
    before = watch(page, 0.3)[-1].places
    page.evaluate("visavis.playClip('greeting')")
    assert demo.wait_for("clipstart")["detail"] == {"name": "greeting"}
    assert watch(page, 0.8)[-1].places != before
    assert demo.wait_for("clipend")["detail"] == {"name": "greeting", "completed": True}
    boxes = {shot: page.evaluate(f"visavis.setShot('{shot}'), visavis.shot") for shot in ("full", "head")}
    assert boxes == {"full": "full", "head": "head"}
    tint = page.evaluate("visavis.tints[0].name")
    page.evaluate("name => visavis.setTint(name, '#2f8f86')", tint)
    assert page.evaluate("visavis.tints[0].colour") == "#2f8f86"
    demo.speak("这是一句很长很长的话，它会说上好一会儿，除非有人打断它。")
    demo.wait_for("speakstart")
    page.evaluate("visavis.pause()")
    demo.wait_until("visavis.state === 'paused' && !visavis.probe.lastFrame.running")
    assert any(max(look.mouth for look in watch(page, 0.3)) < 3 for _ in range(20)), "a pause shuts the mouth"
    page.evaluate("visavis.resume()")
    demo.wait_until("visavis.probe.lastFrame.running")
    page.evaluate("visavis.interrupt()")
    demo.wait_for("interrupted")
    page.evaluate("getMessage(1)")
    looks = watch(page, 2)
    assert max(look.mouth for look in looks) - min(look.mouth for look in looks) > 4, "mouth clips"
    assert demo.events("error") == []


def test_low_power_draws_at_once_and_blinks(page: Page) -> None:
    demo = DemoPage(page).open("?model=mei&figure=2d", face=False)
    demo.wait_until(DRAWN)
    assert page.locator("#stage canvas").count() == 0
    demo.wait_until("visavis.alive")
    looks: list[Look] = []
    for _ in range(10):
        looks += watch(page, 4)
        if min(look.eye for look in looks) < 0.35 * max(look.eye for look in looks):
            return
    pytest.fail("no blink in 40 s")


def test_a_lost_context_is_stood_in_for_and_taken_up_again(page: Page) -> None:
    page.add_init_script(KEEP_CONTEXT)
    demo = DemoPage(page).open()
    demo.speak(TEXT * 5)
    demo.wait_for("speakstart")
    page.evaluate("losing.loseContext()")
    demo.wait_until(f"{FIGURES}.length === 1")
    assert page.evaluate(FIGURES) == [{"kind": "2d", "reason": "context_lost"}]
    demo.wait_until(DRAWN)
    looks = [look for look in watch(page, 2) if look.utterance]
    assert max(look.mouth for look in looks) > 8, "the drawing goes on with what is being said"
    assert not page.locator("#stage canvas").is_visible()
    page.evaluate("losing.restoreContext()")
    demo.wait_until(f"{FIGURES}.length === 2")
    assert page.locator("#stage canvas").is_visible()
    assert page.locator("#stage div[role=img]").count() == 0
    drawn = page.evaluate("visavis.probe.frameCount")
    demo.wait_until("drawn => visavis.probe.frameCount > drawn + 5", drawn)
    frames = [frame for frame in demo.drawn(40) if frame.utterance]
    assert max(frame.gap for frame in frames) > 2.0
    page.evaluate("visavis.interrupt()")
    assert [event["detail"]["code"] for event in demo.events("error")] == ["context_lost"]


def test_a_context_that_comes_back_soon_is_waited_for(page: Page) -> None:
    page.add_init_script(KEEP_CONTEXT)
    demo = DemoPage(page).open()
    page.evaluate("losing.loseContext()")
    page.evaluate("setTimeout(() => losing.restoreContext(), 100)")
    drawn = page.evaluate("visavis.probe.frameCount")
    demo.wait_until("drawn => visavis.probe.frameCount > drawn + 3", drawn)
    page.wait_for_timeout(3500)  # the patience that a drawing would have had
    assert page.locator("#stage div[role=img]").count() == 0


def test_a_model_that_cannot_be_had_is_drawn_all_the_same(page: Page) -> None:
    page.route("**/models/nobody/manifest.json", lambda route: route.fulfill(status=404))
    demo = without_webgl(page, "?model=nobody")
    demo.perform("你好。")


@pytest.mark.parametrize(("attribute", "reason"), [("low-power", "asked"), ("", "webgl_unavailable")])
def test_a_drawing_fetches_nothing_of_three(
    page: Page, embedding_site: HostSite, embedding_server: RunningServer, attribute: str, reason: str
) -> None:
    if not attribute:
        page.add_init_script(WITHOUT_WEBGL)
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    host = HostPage(page, embedding_site)
    host.show(
        f'<script src="{embedding_server.url}/visavis.js"></script>'
        f'<visavis-avatar id="one" avatar="pip" {attribute}></visavis-avatar>'
        "<script>listenTo(one); one.addEventListener('figure', ({ detail }) => { window.figure = detail })</script>"
    )
    host.wait_for("ready")
    host.wait_until("one.inner.alive && one.inner.probe.frameCount > 3")
    assert page.evaluate("figure") == {"kind": "2d", "reason": reason}
    page.evaluate("one.speak('您好。')")
    host.wait_for("speakend")
    names = [url.rsplit("/", 1)[1] for url in requested if url.startswith(embedding_server.url)]
    assert any(name.startswith("flat-") for name in names)
    assert [name for name in names if name.startswith(("three", "staging", "look")) or name.endswith(".glb")] == []


EDGE = """seconds => new Promise(done => {
  const svg = document.querySelector('#stage div[role=img]').shadowRoot.querySelector('svg');
  const bottom = shape => shape.getBoundingClientRect().bottom;
  const clothes = svg.querySelectorAll(':scope > g')[1].querySelector('path');
  let gap = -Infinity;
  const end = performance.now() + seconds * 1000;
  const look = () => {
    gap = Math.max(gap, bottom(svg) - bottom(clothes));
    if (performance.now() < end) requestAnimationFrame(look); else done(gap);
  };
  look();
})"""


@pytest.mark.parametrize("model", ["mei", "jun", "pip"])
def test_breath_does_not_lift_a_drawing_off_the_edge_it_is_cut_by(page: Page, model: str) -> None:
    demo = DemoPage(page).open(f"?model={model}&figure=2d&shot=full", face=False)
    demo.wait_until(DRAWN)
    # A breath lasts 4.2 s.
    assert page.evaluate(EDGE, 5) <= 0
