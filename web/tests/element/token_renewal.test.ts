import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SessionEvents } from '../../src/client/session_client.ts';
import { Emitter } from '../../src/core/emitter.ts';
import { renewToken } from '../../src/element/token_renewal.ts';

describe('a token that ends', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  function session(tokenSeconds: number | null) {
    const events = new Emitter<SessionEvents>();
    const sent: unknown[] = [];
    let count = 0;
    renewToken({ events, tokenSeconds, send: (message) => sent.push(message) > 0 }, () => `t${++count}`);
    return { events, sent };
  }

  it('is renewed when four fifths of its life are over, again and again', async () => {
    const { events, sent } = session(600);
    await vi.advanceTimersByTimeAsync(479_000);
    expect(sent).toEqual([]);
    await vi.advanceTimersByTimeAsync(2000);
    expect(sent).toEqual([{ type: 'token', token: 't1' }]);
    events.emit('other', { type: 'token_accepted', expires_in_s: 100 });
    await vi.advanceTimersByTimeAsync(80_000);
    expect(sent).toHaveLength(2);
  });

  it('is left alone where there is none, and while there is no connection', async () => {
    const { events, sent } = session(null);
    await vi.advanceTimersByTimeAsync(3_600_000);
    events.emit('welcome', { token_expires_in_s: 10 } as SessionEvents['welcome']);
    events.emit('state', 'reconnecting');
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(sent).toEqual([]);
  });
});
