"""One script tag and one element on a page of another site: what a host's developer has after a minute."""

from __future__ import annotations

import io
from pathlib import Path
from socket import socket

import pytest
from host_page import PIP, HostPage
from host_site import HostSite
from PIL import Image
from playwright.sync_api import Page, Route, expect

from running_server import RunningServer, run_server

pytestmark = pytest.mark.browser


@pytest.fixture
def host(page: Page, embedding_site: HostSite) -> HostPage:
    return HostPage(page, embedding_site)


def script(server: RunningServer) -> str:
    return f'<script src="{server.url}/visavis.js"></script>'


def element(attributes: str = PIP, name: str = "one") -> str:
    """An element whose events are heard from the beginning."""
    return f'<visavis-avatar id="{name}" {attributes}></visavis-avatar><script>listenTo({name})</script>'


@pytest.fixture
def shown(host: HostPage, embedding_server: RunningServer) -> HostPage:
    """A page with the figure on it."""
    host.show(script(embedding_server) + element())
    host.wait_for("ready")
    return host


def test_a_call_right_after_the_tag_is_spoken(host: HostPage, embedding_server: RunningServer) -> None:
    call = "<script>window.asked = one.speak('您好，欢迎光临。')</script>"
    host.show(script(embedding_server) + element() + call)
    started = host.wait_for("speakstart")
    assert started["id"] == host.page.evaluate("asked")
    assert host.wait_for("speakend") == {"id": started["id"], "completed": True}
    assert "".join(word["text"] for word in host.events("word")) == "您好欢迎光临"
    assert host.events("sentence")
    assert [event["state"] for event in host.events("statechange")][-2:] == ["speaking", "idle"]
    assert host.events("error") == []


def test_attributes_and_properties_are_one(shown: HostPage) -> None:
    page = shown.page
    page.evaluate("one.volume = 0.5; one.muted = true; one.voice = 'espeak:zh'; one.maxFps = 30")
    assert page.evaluate("['volume', 'muted', 'voice', 'max-fps'].map(name => one.getAttribute(name))") == [
        "0.5",
        "",
        "espeak:zh",
        "30",
    ]
    page.evaluate("one.removeAttribute('volume'); one.setAttribute('shot', 'full')")
    assert page.evaluate("[one.volume, one.shot, one.muted]") == [1, "full", True]
    shown.wait_until("one.inner && one.inner.muted && one.inner.shot === 'full'")
    page.evaluate("one.mute(false)")
    shown.wait_until("!one.inner.muted")
    assert page.evaluate("'token' in one && !one.token"), "else a framework writes it into the tag"
    page.evaluate("one.setAttribute('shot', 'moon')")
    error = shown.wait_for("error")
    assert error["code"] == "bad_attribute"
    assert 'shot="moon"' in error["message"]


def test_what_is_said_next_is_said_as_the_attributes_are_by_then(shown: HostPage) -> None:
    shown.page.evaluate("one.voice = 'espeak:zh-male'; one.speak('您好。')")
    assert shown.wait_for("speakstart")["voice"] == "espeak:zh-male"
    shown.page.evaluate("one.voice = 'espeak:zh'; one.speakStream().write('再见。', true)")
    assert shown.wait_for("speakstart", count=2)["voice"] == "espeak:zh"


def test_values_that_cannot_be_are_told_from_the_beginning(host: HostPage, embedding_server: RunningServer) -> None:
    wrong = 'avatar="none" shot="moon" rate="fast" codec="mp3" mark-corner="middle" volume="7" voice="espeak:zh"'
    early = "<script>one.lookAt('left'); one.speak('您好。')</script>"
    host.show(script(embedding_server) + element(wrong) + early)
    assert host.wait_for("speakstart")["text"] == "您好。"
    host.wait_until("heard.filter(([, name]) => name === 'error').length >= 6")
    told = {error["message"].partition(":")[0] for error in host.events("error") if error["code"] == "bad_attribute"}
    assert told == {'shot="moon"', 'rate="fast"', 'codec="mp3"', 'mark-corner="middle"', 'volume="7"'}
    assert [error["message"] for error in host.events("error") if error["code"] == "bad_angle"] == [
        "no two angles in radians: left, undefined"
    ]


def test_a_server_that_is_not_there_is_told_and_waited_for(
    host: HostPage, embedding_server: RunningServer, tmp_path: Path
) -> None:
    with socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    call = "<script>one.speak('您好，我还在。')</script>"
    host.show(script(embedding_server) + element(f'avatar="none" server="{address}"') + call)
    error = host.wait_for("error")
    assert (error["code"], error["retryable"]) == ("server_unreachable", True)
    assert f"{address}/v1/describe" in error["message"]
    assert host.site.origin in error["message"]
    allowed = {"VISAVIS_ALLOWED_ORIGINS": host.site.origin}
    with run_server(tmp_path / "server.log", environment=allowed, port=port):
        assert host.wait_for("speakstart")["text"] == "您好，我还在。"
    assert len(host.events("error")) == 1


def test_methods_do_what_they_say(shown: HostPage) -> None:
    page = shown.page
    clips = page.evaluate("one.listClips()")
    assert clips
    assert page.evaluate("name => one.playClip(name)", clips[0]) is True
    assert shown.wait_for("clipstart")["name"] == clips[0]
    page.evaluate("one.setEmotion('happy', 0.7); one.setActivity('listening'); one.lookAt(0.2, 0)")
    assert page.evaluate("one.state") == "listening"
    page.evaluate("one.speak('这句话很长很长，要说上好一会儿，直到有人打断它为止，谁也不知道要多久。')")
    shown.wait_for("speakstart")
    page.evaluate("one.pause()")
    shown.wait_until("one.state === 'paused'")
    page.evaluate("one.resume()")
    shown.wait_until("one.state === 'speaking'")
    page.evaluate("one.interrupt()")
    shown.wait_for("interrupted")
    assert shown.wait_for("speakend")["completed"] is False
    assert page.evaluate("one.checkSupport().ok")
    assert page.evaluate("one.setAvatar('nobody').then(() => null, fault => fault.code)") == "model_not_found"


def test_text_in_pieces_is_spoken_by_the_sentence(shown: HostPage) -> None:
    shown.page.evaluate(
        """() => {
          const stream = one.speakStream();
          window.stream = stream;
          for (const piece of ['今天天', '气很好。我', '们出去走', '走吧！']) stream.write(piece);
        }"""
    )
    first = shown.wait_for("speakstart")
    assert first["text"] == "今天天气很好。"
    shown.page.evaluate("stream.end()")
    assert shown.wait_for("speakstart", count=2)["text"] == "我们出去走走吧！"
    shown.wait_for("speakend", count=2)
    assert [event["id"] for event in shown.events("speakend")] == [
        shown.page.evaluate("number => `${stream.id}.${number}`", number) for number in (1, 2)
    ]


def test_only_one_name_is_new_on_the_page(host: HostPage, embedding_server: RunningServer) -> None:
    names = "<script>window.before = new Set(Object.getOwnPropertyNames(window))</script>"
    host.show(names + script(embedding_server) + element())
    host.wait_for("ready")
    new = host.page.evaluate("Object.getOwnPropertyNames(window).filter(name => !before.has(name))")
    assert sorted(set(new) - {"before", "one"}) == ["Visavis"]


def test_moved_it_goes_on_and_taken_out_it_gives_all_back(shown: HostPage) -> None:
    page = shown.page
    page.evaluate("one.speak('这句话很长很长，要说上好一会儿，搬家的时候也不停下来，一直说到最后一个字。')")
    shown.wait_for("speakstart")
    page.evaluate(
        "() => { const other = document.createElement('div'); document.body.append(other); other.append(one) }"
    )
    assert shown.wait_for("speakend")["completed"] is True
    page.evaluate("window.kept = one; one.remove()")
    shown.wait_until("kept.inner === null && kept.shadowRoot.querySelector('canvas') === null")
    page.evaluate("document.body.append(kept)")
    shown.wait_for("ready", count=2)
    page.evaluate("kept.speak('我回来了。')")
    shown.wait_for("speakend", count=2)
    assert shown.events("error") == []


def test_two_on_one_page_share_their_scripts(host: HostPage, embedding_server: RunningServer) -> None:
    requested: list[str] = []
    host.page.on("request", lambda request: requested.append(request.url))
    host.show(script(embedding_server) + element() + element(name="two"))
    for name in ("one", "two"):
        host.wait_for("ready", name)
    # Each element has a worklet and a decoder of its own.
    scripts = [url for url in requested if url.endswith(".js") and "worklet" not in url and "draco" not in url]
    assert len([url for url in scripts if "/three-" in url]) == 1
    assert sorted(scripts) == sorted(set(scripts))
    host.page.evaluate("one.speak('我是一号。'); two.speak('我是二号。')")
    assert host.wait_for("speakstart", "one")["text"] == "我是一号。"
    assert host.wait_for("speakstart", "two")["text"] == "我是二号。"
    for name in ("one", "two"):
        host.wait_for("speakend", name)
    host.page.evaluate("one.remove()")
    host.page.evaluate("two.speak('还有我。')")
    host.wait_for("speakend", "two", 2)


def test_the_page_is_seen_around_the_figure(host: HostPage, embedding_server: RunningServer) -> None:
    host.show(f'<div style="background:rgb(20,160,90)">{script(embedding_server)}{element()}</div>')
    host.wait_for("ready")
    host.wait_until("one.inner.probe.frameCount > 5")
    picture = Image.open(io.BytesIO(host.page.screenshot())).convert("RGB")
    assert picture.getpixel((4, 4)) == pytest.approx((20, 160, 90), abs=3)
    assert picture.getpixel((235, 4)) == pytest.approx((20, 160, 90), abs=3)
    middle = picture.getpixel((120, 160))
    assert middle != pytest.approx((20, 160, 90), abs=30), "the figure hides the page behind it"


def test_sound_that_waits_for_a_gesture_offers_a_button(
    strict_page: Page, embedding_site: HostSite, embedding_server: RunningServer
) -> None:
    host = HostPage(strict_page, embedding_site)
    # Looking into the page counts as a gesture: until sound waits, nobody does.
    told = "one.addEventListener('autoplayblocked', () => console.info('BLOCKED'))"
    asking = f"{told}; one.speak('请先点一下，我才能出声。')"
    with strict_page.expect_console_message(lambda message: message.text == "BLOCKED", timeout=40_000):
        host.show(script(embedding_server) + element() + f"<script>{asking}</script>")
    button = strict_page.locator("visavis-avatar button")
    button.wait_for(state="visible")
    assert button.inner_text() == "点击开始说话"
    box = button.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 24
    strict_page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    host.wait_for("autoplayallowed")
    host.wait_for("speakend")
    assert "".join(word["text"] for word in host.events("word")) == "请先点一下我才能出声"
    button.wait_for(state="hidden")


def test_a_site_that_the_server_does_not_know_is_told_so(host: HostPage, embedding_server: RunningServer) -> None:
    host.show(script(embedding_server) + element(), origin=host.site.foreign_origin)
    error = host.wait_for("error")
    assert (error["code"], error["retryable"]) == ("script_missing", True)
    assert "VISAVIS_ALLOWED_ORIGINS" in error["message"]


@pytest.mark.parametrize(("lang", "mark"), [("zh-CN", "AI生成"), ("en", "AI-generated")])
def test_mark_and_captions_are_in_the_language_of_their_place(
    host: HostPage, embedding_server: RunningServer, lang: str, mark: str
) -> None:
    host.show(script(embedding_server) + element(f"{PIP} captions low-power"), lang=lang)
    expect(host.page.locator('visavis-avatar [part="mark"]')).to_have_text(mark, timeout=40_000)
    host.page.evaluate("one.speak('您好。')")
    captions = host.page.locator('visavis-avatar [part="captions"]')
    expect(captions).to_have_text("您好。", timeout=40_000)
    expect(captions).to_have_attribute("lang", "zh")


def test_a_site_that_may_not_drive_frames_is_told_what_to_do(host: HostPage, embedding_server: RunningServer) -> None:
    frame = f'<iframe src="{embedding_server.url}/embed"></iframe>'
    host.show(script(embedding_server) + frame, origin=host.site.foreign_origin)
    told = host.page.evaluate(
        """() => new Visavis.FrameClient(document.querySelector('iframe')).send({ type: 'pause' })
          .then(() => null, ({ code, message }) => [code, message])"""
    )
    assert told[0] == "script_missing"
    assert "VISAVIS_ALLOWED_ORIGINS" in told[1]


def test_parts_and_custom_properties_change_its_looks(host: HostPage, embedding_server: RunningServer) -> None:
    style = "visavis-avatar{--visavis-background:rgb(250,200,10)} visavis-avatar::part(start){color:rgb(1,2,3)}"
    host.show(f"<style>{style}</style>{script(embedding_server)}{element()}")
    host.wait_for("ready")
    looks = host.page.evaluate(
        """() => ['stage', 'start', 'canvas'].map(name => {
          const part = one.shadowRoot.querySelector(`[part=${name}]`);
          return part && [getComputedStyle(part).backgroundColor, getComputedStyle(part).color];
        })"""
    )
    assert looks[0][0] == "rgb(250, 200, 10)"
    assert looks[1][1] == "rgb(1, 2, 3)"
    assert looks[2]


def test_whoever_waits_for_an_element_that_goes_is_told(host: HostPage, embedding_server: RunningServer) -> None:
    host.show(script(embedding_server))
    codes = host.page.evaluate(
        """async () => {
          const element = document.createElement('visavis-avatar');
          document.body.append(element);
          const waited = [element.whenMade(), element.unlock(), element.playClip('nod'), element.ready];
          element.remove();
          return Promise.all(waited.map((promise) => promise.then(() => null, ({ code }) => code)));
        }"""
    )
    assert codes == ["destroyed"] * 4


def test_whoever_waits_for_scripts_that_never_come_is_told(host: HostPage, embedding_server: RunningServer) -> None:
    host.show(script(embedding_server) + element(), origin=host.site.foreign_origin)
    host.wait_for("error")
    code = host.page.evaluate("one.whenMade().then(() => null, ({ code, retryable }) => [code, retryable])")
    assert code == ["script_missing", True]


def test_speech_does_not_wait_for_three(host: HostPage, embedding_server: RunningServer) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    host.page.route("**/assets/three-*.js", hold)
    host.show(script(embedding_server) + element() + "<script>one.speak('没有身体也能说话。')</script>")
    assert host.wait_for("speakend")["completed"] is True
    assert "".join(word["text"] for word in host.events("word")) == "没有身体也能说话"
    assert host.events("ready") == []
    host.page.evaluate("one.setShot('full')")
    while not held:
        host.page.wait_for_timeout(20)
    assert len(held) == 1
    held[0].continue_()
    host.wait_for("ready")
    assert host.page.evaluate("one.inner.shot") == "full", "what was asked for meanwhile"
