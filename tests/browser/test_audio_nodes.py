"""An avatar that is put away gives its sound back: no context stays open, no node stays connected."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from demo_page import DemoPage

pytestmark = pytest.mark.browser

COUNT = """
window.audio = { contexts: [], nodes: new Map() };
window.AudioContext = new Proxy(window.AudioContext, {
  construct(target, args) { const made = new target(...args); audio.contexts.push(made); return made; },
});
const { connect, disconnect } = AudioNode.prototype;
AudioNode.prototype.connect = function (...args) {
  audio.nodes.set(this, (audio.nodes.get(this) ?? 0) + 1);
  return connect.apply(this, args);
};
AudioNode.prototype.disconnect = function (...args) { audio.nodes.delete(this); return disconnect.apply(this, args); };
window.sounding = () => [...audio.nodes.keys()].filter(node => node.context.state !== 'closed').length;
window.open = () => audio.contexts.filter(context => context.state !== 'closed').length;
"""
SECOND = """async () => {
  const place = document.createElement('div');
  document.body.append(place);
  window.second = new visavis.constructor(place, {});
  second.events.on('speakstart', () => { window.heard = true; });
  second.speak('你好，这里是第二位。');
}"""


def test_sound_is_given_back(page: Page) -> None:
    page.add_init_script(COUNT)
    demo = DemoPage(page).open()
    demo.perform("你好。")
    before = page.evaluate("[window.open(), sounding()]")
    page.evaluate(SECOND)
    demo.wait_until("window.heard === true")
    during = page.evaluate("[window.open(), sounding()]")
    assert during[0] == before[0] + 1
    assert during[1] > before[1]
    page.evaluate("second.destroy()")
    demo.wait_until("([contexts, nodes]) => window.open() === contexts && sounding() === nodes", before)
    demo.perform("还在。")
