import { beforeEach, describe, expect, it, vi } from 'vitest';
import { HostToken } from '../../src/pages/host_token.ts';

describe('a token of the host around the page', () => {
  let needed: number;
  let token: HostToken;

  beforeEach(() => {
    needed = 0;
    token = new HostToken(() => needed++);
  });

  it('is not asked for where the server asks for none', () => {
    expect([token.fetch(), needed]).toEqual(['', 0]);
  });

  it('is waited for once the server has asked, however late the host listens', async () => {
    vi.useFakeTimers();
    token.fetch();
    token.refused();
    const waiting = token.fetch();
    expect(token.fetch()).toBe(waiting);
    const before = needed;
    vi.advanceTimersByTime(10_000);
    expect(needed).toBe(before + 2);
    expect(token.take({ type: 'token', token: 'one' })).toBe(true);
    expect(await waiting).toBe('one');
    vi.advanceTimersByTime(10_000);
    expect(needed).toBe(before + 2);
    vi.useRealTimers();
  });

  it('is shown again to a connection that comes back, until the server refuses it', async () => {
    token.take('{"type":"token","token":"one"}');
    expect([token.fetch(), token.fetch()]).toEqual(['one', 'one']);
    token.take({ type: 'token', token: 'two' });
    expect([token.fetch(), token.fetch()]).toEqual(['two', 'two']);
    token.refused();
    const waiting = token.fetch();
    token.take({ type: 'token', token: 'three' });
    expect(await waiting).toBe('three');
  });

  it.each([[{ type: 'speak', text: 'x' }], ['{'], [1], [null], [undefined], ['"token"']])(
    'is not what else a host sends: %j',
    (message) => expect(token.take(message)).toBe(false),
  );

  it.each([[{ type: 'token' }], [{ type: 'token', token: 7 }], [{ type: 'token', token: 'x'.repeat(5000) }]])(
    'that is none is kept from everybody else: %.40j',
    (message) => {
      expect(token.take(message)).toBe(true);
      expect(token.fetch()).toBe('');
    },
  );
});
