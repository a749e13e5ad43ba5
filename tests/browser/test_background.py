"""What is seen behind the figure: the page, a colour or a picture, and no fringe where they meet."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import Page

from demo_page import DemoPage

pytestmark = pytest.mark.browser

# The drawing buffer is there only until the end of the frame in which it was drawn.
PIXELS = """() => new Promise(done => {
  const look = (tries) => requestAnimationFrame(() => {
    const source = document.querySelector('canvas');
    const copy = document.createElement('canvas');
    copy.width = source.width;
    copy.height = source.height;
    const context = copy.getContext('2d');
    context.drawImage(source, 0, 0);
    const { data } = context.getImageData(0, 0, copy.width, copy.height);
    if (tries > 0 && !data.some(value => value > 0)) look(tries - 1);
    else done({ width: copy.width, height: copy.height, data: Array.from(data) });
  });
  look(30);
})"""

CORNER = "() => { const { left, top } = document.querySelector('canvas').getBoundingClientRect(); return [left, top] }"

PICTURE = """() => new Promise(done => {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 8;
  const context = canvas.getContext('2d');
  context.fillStyle = '#c81e64';
  context.fillRect(0, 0, 8, 8);
  canvas.toBlob(blob => done(URL.createObjectURL(blob)));
})"""


@pytest.fixture
def demo(page: Page) -> Iterator[DemoPage]:
    return DemoPage(page).open("?model=pip&quality=low&shot=head")


Colour = tuple[int, ...]


def behind(demo: DemoPage) -> Colour:
    """The colour that the visitor sees in a corner of the stage."""
    left, top = demo.page.evaluate(CORNER)
    shot = Image.open(io.BytesIO(demo.page.screenshot())).convert("RGB")
    pixel = shot.getpixel((int(left) + 6, int(top) + 6))
    assert isinstance(pixel, tuple)
    return pixel


def sees(demo: DemoPage, colour: Colour) -> bool:
    """Whether the visitor sees this colour there, soon: a picture is decoded before it is painted. Browsers round in
    their own ways."""
    deadline = time.monotonic() + 20
    while behind(demo) != pytest.approx(colour, abs=3):
        if time.monotonic() > deadline:
            return False
    return True


def test_the_canvas_is_clear_around_the_figure(demo: DemoPage) -> None:
    seen = demo.page.evaluate(PIXELS)
    image = Image.frombytes("RGBA", (seen["width"], seen["height"]), bytes(seen["data"]))
    width, height = image.size
    for corner in ((2, 2), (width - 3, 2)):
        assert image.getpixel(corner)[3] == 0
    assert image.getpixel((width // 2, height // 2))[3] == 255, "no hole in the figure"


def test_a_colour_is_seen_and_taken_away_again(demo: DemoPage) -> None:
    page_colour = behind(demo)
    demo.page.evaluate("visavis.setBackground('rgb(10, 180, 40)')")
    assert sees(demo, (10, 180, 40))
    demo.page.evaluate("""getMessage({ type: 'background', background: '#102030' })""")
    demo.wait_until("document.querySelector('canvas').style.background !== 'rgb(10, 180, 40)'")
    assert sees(demo, (16, 32, 48))
    demo.page.evaluate("visavis.setBackground('none')")
    assert sees(demo, page_colour)


def test_a_picture_covers_the_stage(demo: DemoPage) -> None:
    demo.page.evaluate("address => visavis.setBackground(address)", demo.page.evaluate(PICTURE))
    assert sees(demo, (200, 30, 100))


def test_a_picture_that_is_missing_is_told_and_changes_nothing(demo: DemoPage) -> None:
    demo.page.evaluate("visavis.setBackground('rgb(10, 180, 40)')")
    demo.page.evaluate("visavis.setBackground('models/nothing.png')")
    error = demo.wait_for("error")["detail"]
    assert error["code"] == "background_broken"
    assert "nothing.png" in error["message"]
    assert sees(demo, (10, 180, 40))


def test_an_address_may_ask_for_a_colour(page: Page) -> None:
    demo = DemoPage(page).open("?model=pip&quality=low&shot=head&bg=%23ffcc00")
    assert sees(demo, (255, 204, 0))
