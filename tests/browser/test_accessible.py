"""axe-core finds nothing wrong with our pages; the AI mark can be read; the figure holds still when asked to."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from flat_figure import units
from PIL import Image
from playwright.sync_api import Page

from axe import WCAG, violations
from demo_page import DemoPage

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("query", ["?model=pip&figure=2d&lang=zh", "?model=pip&figure=2d&lang=en"])
def test_axe_finds_nothing_on_the_demo_page(page: Page, query: str) -> None:
    demo = DemoPage(page).open(query, face=False)
    demo.wait_until("visavis.hasModel")
    assert violations(page) == []
    demo.speak("您好，欢迎光临，请问有什么可以帮您？")
    demo.wait_for("word", 3)
    assert violations(page) == []


def test_axe_finds_nothing_on_the_kiosk(page: Page) -> None:
    page.goto("/kiosk")
    page.locator("[role=img]").first.wait_for(state="attached")
    assert violations(page) == []


def test_axe_finds_nothing_in_the_frame(page: Page) -> None:
    page.goto("/embed")
    page.locator("[role=img]").first.wait_for(state="attached")
    # Headings and landmarks are those of the page around it.
    assert violations(page, WCAG) == []


@pytest.mark.parametrize("background", ["#ffffff", "#000000", "#8a8f98", "#ffd400"])
def test_the_mark_can_be_read_on_any_background_and_leaves_the_face_alone(page: Page, background: str) -> None:
    demo = DemoPage(page).open("?model=pip&figure=2d&lang=zh&shot=head", face=False)
    demo.wait_until("visavis.hasModel")
    page.evaluate("colour => visavis.setBackground(colour)", background)
    mark = page.locator(".visavis-mark")
    assert mark.inner_text() == "AI生成"
    picture = Image.open(io.BytesIO(mark.screenshot())).convert("L")
    histogram = picture.histogram()
    letters = sum(histogram[230:])
    plate = max(range(256), key=lambda level: histogram[level])
    assert letters > 0.02 * picture.width * picture.height, "bright letters"
    # Luminance of the plate against white, as WCAG counts it.
    linear = ((plate / 255 + 0.055) / 1.055) ** 2.4
    assert 1.05 / (linear + 0.05) > 4.5
    box = mark.bounding_box()
    eyes = page.evaluate(
        "[...document.querySelector('#stage div[role=img]').shadowRoot.querySelectorAll('ellipse')]"
        ".map(part => part.getBoundingClientRect()).map(({ left, top }) => [left, top])"
    )
    assert box is not None
    assert not any(left < box["x"] + box["width"] and top < box["y"] + box["height"] for left, top in eyes)
    page.evaluate("visavis.setMark({ text: 'Made by AI', corner: 'bottom-right', size: 0.05 })")
    demo.wait_until("document.querySelector('.visavis-mark').textContent === 'Made by AI'")
    moved = mark.bounding_box()
    assert moved is not None
    assert moved["x"] > box["x"]
    assert moved["y"] > box["y"]
    page.evaluate("visavis.setMark(false)")
    demo.wait_until("document.querySelector('.visavis-mark') === null")


def test_a_visitor_can_hold_the_figure_still_turn_captions_off_and_save_them(page: Page) -> None:
    demo = DemoPage(page).open("?model=pip&figure=2d&lang=en", face=False)
    demo.wait_until("visavis.alive")
    drawn = "document.querySelector('#stage div[role=img]').shadowRoot.querySelector('svg').outerHTML"

    def holds_still() -> bool:
        before = units(page.evaluate(drawn))
        page.wait_for_timeout(2500)  # longer than half a breath
        # What comes to rest may go on by a hundredth of a drawing unit, which nobody sees.
        return units(page.evaluate(drawn)) == pytest.approx(before, abs=0.05)

    assert any(not holds_still() for _ in range(4)), "it breathes"
    page.get_by_role("button", name="Hold still").click()
    assert page.evaluate("visavis.still")
    assert any(holds_still() for _ in range(12)), "what was under way comes to rest"
    assert holds_still(), "and stays there"
    page.get_by_role("button", name="Captions", exact=True).click()
    demo.speak("Hello there. How are you?")
    demo.wait_for("word", 2)
    assert not page.locator("#captions").is_visible()
    demo.wait_for("speakend")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save captions").click()
    vtt = Path(download.value.path()).read_text(encoding="utf-8")
    assert vtt.startswith("WEBVTT")
    assert "How are you?" in vtt
    demo.speak("This one will be stopped by the keyboard, long before it is over, because nobody wants it.")
    demo.wait_for("speakstart", 2)
    page.keyboard.press("Escape")
    demo.wait_for("interrupted")


LONG = "今天天气很好" * 30
SCROLLED = """place => new Promise(done => {
  const box = document.querySelector(place);
  let last = -1, frames = 0;
  const look = () => {
    frames = box.scrollTop === last ? frames + 1 : 0;
    last = box.scrollTop;
    if (frames < 10) requestAnimationFrame(look);
    else done([box.clientHeight, last, parseFloat(getComputedStyle(box).lineHeight)]);
  };
  look();
})"""
"""Once a smooth scroll has come to its end, and before the next begins with a line that follows."""


@pytest.mark.parametrize("place", ["#captions", "#stage [part=captions]"], ids=["page", "element"])
@pytest.mark.parametrize("width", [400, 1000])
def test_captions_show_whole_lines(page: Page, place: str, width: int) -> None:
    demo = DemoPage(page).open("?model=pip&figure=2d&lang=zh", face=False)
    page.set_viewport_size({"width": width, "height": 640})
    page.evaluate("visavis.showCaptions(true)")
    demo.speak(LONG, rate=2)
    # Past what the box shows at its beginning.
    demo.wait_until("place => document.querySelector(place)?.scrollTop > 4", place)
    height, scrolled, line = page.evaluate(SCROLLED, place)
    assert height / line == pytest.approx(round(height / line), abs=0.05)
    assert round(height / line) in (2, 3)
    assert scrolled / line == pytest.approx(round(scrolled / line), abs=0.06)


def test_what_is_chosen_looks_chosen(page: Page) -> None:
    DemoPage(page).open("?model=pip&figure=2d&lang=en", face=False)
    background = "button => getComputedStyle(button).backgroundColor"
    captions, still = (page.get_by_role("button", name=name, exact=True) for name in ("Captions", "Hold still"))
    assert captions.get_attribute("aria-pressed") == "true"
    assert captions.evaluate(background) != still.evaluate(background)
