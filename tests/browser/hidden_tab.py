"""A page whose tab can be hidden by ``hideTab(true)``.

A headless Chromium shows every tab at once. The script does to the page what hiding its tab does: it is told, gets no
animation frames, and its timers run once a second; sound goes on.
"""

from typing import Final

HIDEABLE: Final = """
let hidden = false;
let waiting = [];
const frame = window.requestAnimationFrame.bind(window);
window.requestAnimationFrame = (callback) => frame((at) => (hidden ? waiting.push(callback) : callback(at)));
const interval = window.setInterval.bind(window);
window.setInterval = (callback, ms, ...rest) => {
  let last = 0;
  return interval(() => {
    if (hidden && performance.now() - last < 1000) return;
    last = performance.now();
    callback();
  }, ms, ...rest);
};
Object.defineProperty(Document.prototype, 'hidden', { get: () => hidden });
Object.defineProperty(Document.prototype, 'visibilityState', { get: () => (hidden ? 'hidden' : 'visible') });
window.hideTab = (hide) => {
  hidden = hide;
  document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  if (!hide) for (const callback of waiting.splice(0)) window.requestAnimationFrame(callback);
};
"""
