import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Emitter } from '../../../src/core/emitter.ts';
import type { AvatarEvents } from '../../../src/element/events.ts';
import { offerCode } from '../../../src/pages/kiosk/host_code.ts';

describe('the code of a kiosk', () => {
  let events: Emitter<AvatarEvents>;
  let asked: number;
  let shown: string | null;

  beforeEach(() => {
    vi.useFakeTimers();
    events = new Emitter();
    asked = 0;
    shown = null;
    const card = {
      show: (code: string) => {
        shown = code;
      },
      hide: () => {
        shown = null;
      },
    };
    offerCode({ events, askCode: () => asked++ }, card);
  });

  afterEach(() => void vi.useRealTimers());

  const code = (text: string) => events.emit('code', { code: text, seconds: 120 });

  it('is shown, and another in its place when it ends', () => {
    expect(asked).toBe(1);
    code('A');
    expect(shown).toBe('A');
    vi.advanceTimersByTime(119_000);
    expect(asked).toBe(1);
    vi.advanceTimersByTime(2_000);
    expect(asked).toBe(2);
    code('B');
    expect(shown).toBe('B');
  });

  it('goes once a host has bound the kiosk, and comes again when the server has forgotten the host', () => {
    code('A');
    events.emit('hostbound', {});
    expect(shown).toBeNull();
    vi.advanceTimersByTime(600_000);
    expect(asked).toBe(1);
    events.emit('hostlost', {});
    expect(asked).toBe(2);
  });

  it('is asked for again a while after the server could give none', () => {
    events.emit('error', { code: 'relay_unavailable', message: '', retryable: true });
    vi.advanceTimersByTime(20_000);
    expect(asked).toBe(2);
    events.emit('error', { code: 'rate_limited', message: '', retryable: true, id: 'u1' });
    vi.advanceTimersByTime(20_000);
    expect(asked).toBe(2);
  });
});
