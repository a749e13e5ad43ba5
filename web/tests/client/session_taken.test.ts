import { describe, expect, it } from 'vitest';
import { session } from './fake_session.ts';

describe('a session that has ended at the server', () => {
  const told = (code: string, retryable: boolean) => ({ type: 'error', code, message: 'over', retryable, id: null });

  it('is left to the connection that has it now, until it is opened again', () => {
    const { client, timers, sockets, socket } = session();
    client.open();
    socket().welcome();
    socket().receive(told('session_taken', false));
    socket().cut();
    timers.advance(60000);
    expect([client.state, sockets.length]).toEqual(['closed', 1]);
    client.open();
    expect([client.state, sockets.length]).toEqual(['connecting', 2]);
  });

  it('is begun anew when nobody else has it', () => {
    const { client, timers, sockets, socket } = session();
    client.open();
    socket().welcome();
    socket().receive(told('session_expired', true));
    socket().cut();
    timers.advance(60000);
    expect(sockets.length).toBeGreaterThan(1);
  });
});
