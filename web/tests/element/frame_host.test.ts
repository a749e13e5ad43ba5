import { describe, expect, it } from 'vitest';
import { FrameHost } from '../../src/element/frame_host.ts';
import { standIn } from './stand_in.ts';

const HOST = 'https://shop.example';

/** A frame whose parent writes down what it is told. */
function inside(allowed: readonly string[] = [HOST]) {
  const { avatar, events, done } = standIn();
  const told: { message: Record<string, unknown>; origin: string }[] = [];
  let listener: ((event: unknown) => void) | null = null;
  const parent = { postMessage: (message: Record<string, unknown>, origin: string) => told.push({ message, origin }) };
  const frame = {
    parent,
    addEventListener: (_: string, added: (event: unknown) => void) => {
      listener = added;
    },
    removeEventListener: () => {
      listener = null;
    },
  };
  const host = new FrameHost(avatar, allowed, frame as unknown as Window);
  const say = async (data: unknown, { origin = HOST, source = parent as unknown, timeStamp = 0 } = {}) => {
    listener?.({ data, origin, source, timeStamp });
    // Answers come once a command is done.
    await new Promise((done) => setTimeout(done));
  };
  return { host, say, told, events, done };
}

const request = (command: unknown, id = 'r1') => ({ visavis: 1, id, command });

describe('the inner end of a frame', () => {
  it('does what an allowed page asks for and answers to its origin', async () => {
    const { say, told, done } = inside();
    await say(request({ type: 'speak', text: 'hi', id: 'a' }));
    await say(request({ type: 'shot', name: 'head' }, 'r2'));
    await say(request('2', 'r3'));
    expect(done).toEqual([
      ['speak', 'hi', { id: 'a' }],
      ['mouth', false],
    ]);
    expect(told).toEqual([
      { origin: HOST, message: { visavis: 1, id: 'r1', ok: true, value: 'a' } },
      {
        origin: HOST,
        message: {
          visavis: 1,
          id: 'r2',
          ok: false,
          error: { code: 'command_failed', message: 'no stage', retryable: false },
        },
      },
      { origin: HOST, message: { visavis: 1, id: 'r3', ok: true, value: undefined } },
    ]);
  });

  it('tells events to whoever has spoken to it, and to nobody before', async () => {
    const { host, say, told, events } = inside();
    events.emit('mark', { id: 'a', name: 'before' });
    await say(request({ type: 'hello' }));
    events.emit('mark', { id: 'a', name: 'after' });
    expect(told.map(({ message }) => message.event ?? message.value)).toEqual([
      { version: 1, state: 'idle', connection: 'open', hasModel: true, resumed: false, dropped: 0 },
      'mark',
    ]);
    host.close();
    await say(request({ type: 'hello' }));
    events.emit('mark', { id: 'a', name: 'closed' });
    expect(told).toHaveLength(2);
  });

  it('drops, counts and does not answer what comes from elsewhere', async () => {
    const { host, say, told, done } = inside();
    const command = request({ type: 'speak', text: 'no' });
    for (const origin of ['https://evil.example', 'http://shop.example', 'https://shop.example:8443', 'null', '']) {
      await say(command, { origin });
    }
    await say(command, { source: {} });
    expect([host.dropped, told, done]).toEqual([6, [], []]);
  });

  it('drops what is malformed, of another version, too large or too much', async () => {
    const { host, say, told } = inside();
    const circle: Record<string, unknown> = { type: 'speak' };
    circle.self = circle;
    for (const data of [
      null,
      'x',
      {},
      { visavis: 2, id: 'a', command: 1 },
      request(1, ''),
      request(circle),
      request(undefined),
    ]) {
      await say(data);
    }
    await say(request({ type: 'speak', text: 'x'.repeat(70_000) }));
    await say(request('x'.repeat(70_000)));
    expect([host.dropped, told]).toEqual([9, []]);
    for (let at = 0; at < 60; at++) await say(request({ type: 'status' }), { timeStamp: 5000 + at });
    expect([host.dropped, told.length]).toEqual([19, 50]);
    await say(request({ type: 'status' }), { timeStamp: 6000 });
    expect(told.length).toBe(51);
  });

  it('hands the page its own commands first', async () => {
    const { host, say, told, done } = inside();
    host.take = (command) => (command as { type: string }).type === 'token';
    await say(request({ type: 'token', token: 'eyJ' }));
    await say(request({ type: 'token', token: 'eyJ' }), { origin: 'https://evil.example' });
    expect([told.map(({ message }) => message), done]).toEqual([[{ visavis: 1, id: 'r1', ok: true }], []]);
    expect(host.dropped).toBe(1);
  });
});
