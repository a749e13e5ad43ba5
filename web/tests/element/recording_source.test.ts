import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readSource } from '../../src/element/recording_source.ts';

const failing = (code: string, message: RegExp) =>
  expect.objectContaining({ code, message: expect.stringMatching(message) });

/** A body that comes in pieces of 100 bytes; how many were taken is counted. */
function endless(pieces: number) {
  const taken = { count: 0, cancelled: false };
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (taken.count === pieces) return controller.close();
      taken.count++;
      controller.enqueue(new Uint8Array(100).fill(taken.count));
    },
    cancel() {
      taken.cancelled = true;
    },
  });
  return { body, taken };
}

describe('the bytes of a recording', () => {
  const fetched = vi.fn<(url: string) => Promise<Response>>();
  beforeEach(() => {
    vi.stubGlobal('fetch', fetched);
    vi.stubGlobal('document', { baseURI: 'https://a.example/page/' });
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    fetched.mockReset();
  });

  it('are copied from a buffer, which stays the caller’s', async () => {
    const buffer = Uint8Array.of(1, 2, 3).buffer;
    const read = await readSource(buffer, 10);
    expect(new Uint8Array(read)).toEqual(new Uint8Array(buffer));
    expect(read).not.toBe(buffer);
    await expect(readSource(buffer, 2)).rejects.toEqual(failing('audio_too_large', /0.0 MB are allowed/));
  });

  it('are read from a file', async () => {
    expect(new Uint8Array(await readSource(new Blob(['abc']), 10))).toEqual(Uint8Array.of(97, 98, 99));
    await expect(readSource(new Blob(['abc']), 2)).rejects.toEqual(failing('audio_too_large', /allowed/));
  });

  it('are fetched from an address relative to the page', async () => {
    const { body } = endless(3);
    fetched.mockResolvedValue(new Response(body));
    const bytes = new Uint8Array(await readSource('talk.wav', 1000));
    expect(fetched).toHaveBeenCalledWith('https://a.example/page/talk.wav');
    expect([bytes.length, bytes[0], bytes[299]]).toEqual([300, 1, 3]);
  });

  it('are not fetched beyond what is allowed', async () => {
    const { body, taken } = endless(1000);
    fetched.mockResolvedValue(new Response(body));
    await expect(readSource('talk.wav', 500)).rejects.toEqual(failing('audio_too_large', /allowed/));
    expect(taken.cancelled).toBe(true);
    expect(taken.count).toBeLessThan(10);
    const announced = endless(1000);
    fetched.mockResolvedValue(new Response(announced.body, { headers: { 'Content-Length': '100000' } }));
    await expect(readSource('talk.wav', 500)).rejects.toEqual(failing('audio_too_large', /allowed/));
    expect(announced.taken.cancelled).toBe(true);
  });

  it.each([
    ['http://', undefined, /is no address/],
    ['gone.wav', new Response('', { status: 404 }), /HTTP 404/],
    ['down.wav', new Error('network'), /CORS/],
  ])('of %s cannot be had, and it is said why', async (address, answer, message) => {
    if (answer instanceof Error) fetched.mockRejectedValue(answer);
    else if (answer) fetched.mockResolvedValue(answer);
    await expect(readSource(address, 500)).rejects.toEqual(failing('audio_unreachable', message));
  });
});
