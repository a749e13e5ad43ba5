import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Emitter } from '../../src/core/emitter.ts';
import type { Avatar } from '../../src/element/avatar.ts';
import type { AvatarEvents } from '../../src/element/events.ts';
import { keepConversation } from '../../src/element/keep_conversation.ts';
import { keptPlace } from '../../src/element/kept_place.ts';

class FakeElement {
  readonly id = 'one';
  keeps = true;
  hasAttribute(): boolean {
    return this.keeps;
  }
}

describe('a conversation that is kept', () => {
  let stored: Map<string, string>;
  let page: EventTarget & { hidden: boolean };
  let element: FakeElement;
  let events: Emitter<AvatarEvents>;
  let session: { resumption: string | null; resumed: boolean };
  let resumed: number;
  const place = keptPlace({ id: 'one' } as Element, 'https://s');
  const keep = (connection = 'open') =>
    keepConversation(
      { server: 'https://s', session, connection, events } as unknown as Avatar,
      element as unknown as HTMLElement,
    );
  const see = (hidden: boolean) => {
    page.hidden = hidden;
    page.dispatchEvent(new Event('visibilitychange'));
  };

  beforeEach(() => {
    stored = new Map([[place, 'the page before']]);
    page = Object.assign(new EventTarget(), { hidden: false });
    element = new FakeElement();
    events = new Emitter<AvatarEvents>();
    events.on('resumed', () => resumed++);
    session = { resumption: 'secret', resumed: false };
    resumed = 0;
    vi.stubGlobal('window', new EventTarget());
    vi.stubGlobal('document', page);
    vi.stubGlobal('sessionStorage', {
      setItem: (name: string, value: string) => stored.set(name, value),
      removeItem: (name: string) => stored.delete(name),
    });
  });
  afterEach(() => vi.unstubAllGlobals());

  it('is not in the storage while its page is looked at, where a tab opened from it would find it', () => {
    keep();
    expect(stored.size).toBe(0);
    see(true);
    expect(stored.get(place)).toBe('secret');
    see(false);
    expect(stored.size).toBe(0);
  });

  it('is laid by when the page goes, and taken up when the browser brings the page back', () => {
    keep();
    window.dispatchEvent(new Event('pagehide'));
    expect(stored.get(place)).toBe('secret');
    window.dispatchEvent(new Event('pageshow'));
    expect(stored.size).toBe(0);
  });

  it('is laid by when the element goes, and no more after that', () => {
    const stop = keep();
    stop();
    expect(stored.get(place)).toBe('secret');
    stored.clear();
    window.dispatchEvent(new Event('pagehide'));
    see(true);
    expect(stored.size).toBe(0);
  });

  it('is forgotten where the attribute was taken away', () => {
    const stop = keep();
    element.keeps = false;
    see(true);
    stop();
    expect(stored.size).toBe(0);
  });

  it('is told to go on once, whether the handshake came before this or after', () => {
    session.resumed = true;
    keep();
    expect(resumed).toBe(1);
    keep('connecting');
    expect(resumed).toBe(1);
    for (let handshake = 0; handshake < 2; handshake++) events.emit('describe', {} as AvatarEvents['describe']);
    expect(resumed).toBe(2);
  });

  it('is nothing to a page that may store nothing', () => {
    const refuse = () => {
      throw new DOMException('no', 'SecurityError');
    };
    vi.stubGlobal('sessionStorage', { setItem: refuse, removeItem: refuse });
    const stop = keep();
    expect(() => see(true)).not.toThrow();
    expect(stop).not.toThrow();
  });
});
