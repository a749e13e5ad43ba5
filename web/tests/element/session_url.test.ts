import { describe, expect, it } from 'vitest';
import { unlockOnGesture } from '../../src/element/gesture_unlock.ts';
import { sessionUrl } from '../../src/element/session_url.ts';

describe('the session’s address', () => {
  it.each([
    [undefined, 'http://a.example/', 'ws://a.example/v1/session'],
    [undefined, 'https://a.example/shop/index.html?x=1', 'wss://a.example/shop/v1/session'],
    ['https://talk.example', 'https://a.example/', 'wss://talk.example/v1/session'],
    ['http://talk.example:8080/base//', 'https://a.example/', 'ws://talk.example:8080/base/v1/session'],
    ['/visavis', 'https://a.example/deep/page', 'wss://a.example/visavis/v1/session'],
  ])('of %s on %s', (server, base, url) => {
    expect(sessionUrl(server, base)).toBe(url);
  });
});

describe('unlocking by a gesture', () => {
  it('tries at every gesture until it succeeds, then leaves the page alone', async () => {
    const page = new EventTarget();
    const answers = [false, true];
    let tries = 0;
    unlockOnGesture(page, async () => answers[tries++] ?? true);
    page.dispatchEvent(new Event('scroll'));
    expect(tries).toBe(0);
    for (const type of ['pointerdown', 'keydown', 'click']) {
      page.dispatchEvent(new Event(type));
      await Promise.resolve();
      await Promise.resolve();
    }
    expect(tries).toBe(2);
  });

  it('survives a browser that refuses loudly', async () => {
    const page = new EventTarget();
    let tries = 0;
    const stop = unlockOnGesture(page, async () => {
      tries++;
      throw new Error('not allowed');
    });
    page.dispatchEvent(new Event('touchend'));
    await Promise.resolve();
    page.dispatchEvent(new Event('touchend'));
    expect(tries).toBe(2);
    stop();
    page.dispatchEvent(new Event('touchend'));
    expect(tries).toBe(2);
  });
});
