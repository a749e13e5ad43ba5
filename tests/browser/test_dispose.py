"""What is put away is given back: models, whole avatars, and everything they held."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from demo_page import DemoPage

pytestmark = pytest.mark.browser

COUNT = """
window.held = { listeners: 0, contexts: 0, lost: 0 };
const add = EventTarget.prototype.addEventListener;
const remove = EventTarget.prototype.removeEventListener;
const listening = new Map();
const key = (type, options) => type + (options === true || options?.capture === true);
EventTarget.prototype.addEventListener = function (type, listener, options) {
  // What hangs on an element goes with it; what hangs on the page stays.
  if ((this === window || this === document || this === globalThis) && listener) {
    const known = listening.get(listener) ?? new Set();
    if (!known.has(key(type, options))) held.listeners++;
    listening.set(listener, known.add(key(type, options)));
    if (options?.signal) add.call(options.signal, 'abort', () => held.listeners--);
  }
  return add.call(this, type, listener, options);
};
EventTarget.prototype.removeEventListener = function (type, listener, options) {
  if ((this === window || this === document) && listening.get(listener)?.delete(key(type, options))) held.listeners--;
  return remove.call(this, type, listener, options);
};
const getContext = HTMLCanvasElement.prototype.getContext;
window.contexts = [];
HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
  const context = getContext.call(this, kind, ...rest);
  if (kind === 'webgl2' && context && !contexts.includes(context)) contexts.push(context);
  return context;
};
const frame = window.requestAnimationFrame;
window.callers = new Set();
window.requestAnimationFrame = (callback) => { callers.add(callback); return frame.call(window, callback); };
"""

SECOND = """async () => {
  const place = document.createElement('div');
  place.id = 'second';
  place.style.cssText = 'position:fixed;left:0;top:0;width:160px;height:160px';
  document.body.append(place);
  window.second = new visavis.constructor(place, { model: 'models/pip/manifest.json', quality: 'low', shot: 'head' });
  await second.ready;
}"""

MEMORY = "() => { const { geometries: g, textures: t, programs: p } = visavis.probe.held; return [g, t, p] }"


def load(demo: DemoPage, address: str) -> list[int]:
    """Put another model on the stage; what is held on the graphics card once it has been drawn."""
    demo.page.evaluate("address => visavis.loadModel(address)", address)
    drawn = demo.page.evaluate("visavis.probe.frameCount")
    demo.wait_until("drawn => visavis.probe.frameCount > drawn + 3", drawn)
    held: list[int] = demo.page.evaluate(MEMORY)
    return held


def test_ten_swaps_of_the_model_leave_nothing_behind(page: Page) -> None:
    demo = DemoPage(page).open("?model=pip&quality=medium&shot=head")
    load(demo, "models/pip/pip_jaw.glb")
    first = load(demo, "models/pip/manifest.json")
    assert min(first) > 0
    for _ in range(5):
        load(demo, "models/pip/pip_jaw.glb")
        again = load(demo, "models/pip/manifest.json")
    assert again == first


def test_two_avatars_live_on_one_page_and_one_can_go(page: Page) -> None:
    page.add_init_script(COUNT)
    demo = DemoPage(page).open("?model=pip&quality=low&shot=head")
    listeners = page.evaluate("held.listeners")
    page.evaluate(SECOND)
    demo.wait_until("second.probe.frameCount > 3")
    both = page.evaluate("[second.probe.frameCount, visavis.probe.frameCount]")
    demo.wait_until("([a, b]) => second.probe.frameCount > a + 3 && visavis.probe.frameCount > b + 3", both)
    assert page.evaluate("second.probe.held.geometries") == page.evaluate("visavis.probe.held.geometries")
    assert page.evaluate("held.listeners") > listeners

    page.evaluate("second.destroy()")
    assert page.evaluate("held.listeners") == listeners
    assert page.evaluate("document.querySelectorAll('#second *').length") == 0
    assert page.evaluate("contexts.map(context => context.isContextLost())") == [False, True]
    assert page.evaluate("second.probe.held") is None
    page.evaluate("callers.clear()")
    drawn = page.evaluate("visavis.probe.frameCount")
    demo.wait_until("drawn => visavis.probe.frameCount > drawn + 3", drawn)
    assert page.evaluate("callers.size") == 1, "only the avatar that is left asks for frames"
    demo.perform("你好。")
    assert demo.events("error") == []


def test_avatars_that_come_and_go_leave_the_page_as_it_was(page: Page) -> None:
    page.add_init_script(COUNT)
    demo = DemoPage(page).open("?model=pip&quality=low&shot=head")
    listeners = page.evaluate("held.listeners")
    for _ in range(3):
        page.evaluate(SECOND)
        page.evaluate("second.destroy(); document.querySelector('#second').remove()")
    assert page.evaluate("held.listeners") == listeners
    assert page.evaluate("contexts.filter(context => !context.isContextLost()).length") == 1
    assert demo.events("error") == []
