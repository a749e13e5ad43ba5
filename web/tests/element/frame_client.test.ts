import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FrameClient } from '../../src/element/frame_client.ts';

const FRAME = 'https://avatar.example';

type Told = { readonly id: string; readonly command: { readonly type: string } };

/** A page with a frame, which writes down what it is told. */
function outside() {
  const told: Told[] = [];
  const listeners = new Set<(event: unknown) => void>();
  vi.stubGlobal('document', { baseURI: 'https://shop.example/' });
  vi.stubGlobal('location', { origin: 'https://shop.example' });
  vi.stubGlobal('addEventListener', (_: string, added: (event: unknown) => void) => listeners.add(added));
  vi.stubGlobal('removeEventListener', (_: string, gone: (event: unknown) => void) => listeners.delete(gone));
  const contentWindow = { postMessage: (message: Told) => told.push(message) };
  const frame = { src: `${FRAME}/embed?model=mei`, contentWindow, addEventListener() {}, removeEventListener() {} };
  const client = new FrameClient(frame as unknown as HTMLIFrameElement);
  const answer = (data: object) => {
    for (const hear of listeners) hear({ source: contentWindow, origin: FRAME, data: { visavis: 1, ...data } });
  };
  return { client, told, answer, listeners };
}

describe('the outer end of a frame', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it('calls until it is answered, and then sends what waited', async () => {
    const { client, told, answer } = outside();
    const sent = client.send({ type: 'speak', text: 'hi' });
    await vi.advanceTimersByTimeAsync(3000);
    expect(told.map(({ command }) => command.type)).toEqual(['hello', 'hello', 'hello']);
    answer({ id: 'hello', ok: true, value: { version: 1 } });
    await vi.advanceTimersByTimeAsync(0);
    expect(told[told.length - 1]).toMatchObject({ id: 'r1', command: { type: 'speak', text: 'hi' } });
    answer({ id: 'r1', ok: true, value: 'u1' });
    await expect(sent).resolves.toBe('u1');
    const errors: unknown[] = [];
    client.on('error', (error) => errors.push(error));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(errors).toEqual([]);
  });

  it('tells of a frame that never answers, and refuses what waits for it', async () => {
    const { client } = outside();
    const errors: { code: string; message: string }[] = [];
    client.on('error', (error) => errors.push(error));
    const sent = client.send({ type: 'speak', text: 'hi' }).catch((fault) => fault);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({ code: 'frame_silent', retryable: true });
    expect(errors[0]!.message).toContain('https://avatar.example/embed?model=mei');
    expect(errors[0]!.message).toContain('https://shop.example stand in');
    expect(await sent).toMatchObject({ code: 'frame_silent', retryable: true });
  });

  it('is quiet once it is given up', async () => {
    const { client, told, listeners } = outside();
    const errors: unknown[] = [];
    client.on('error', (error) => errors.push(error));
    client.destroy();
    await vi.advanceTimersByTimeAsync(60_000);
    expect([errors, told, listeners.size]).toEqual([[], [], 0]);
  });
});
