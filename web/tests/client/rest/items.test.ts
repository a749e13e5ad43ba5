import { describe, expect, it } from 'vitest';
import { ItemCutter, isMessage, renamed } from '../../../src/client/rest/items.ts';
import { decodeFrame } from '../../../src/protocol/index.ts';

function item(bytes: Uint8Array): Uint8Array {
  const made = new Uint8Array(4 + bytes.length);
  new DataView(made.buffer).setUint32(0, bytes.length, true);
  made.set(bytes, 4);
  return made;
}

function frame(header: object, payload: readonly number[]): Uint8Array {
  let text = JSON.stringify(header);
  while (text.length % 4 !== 0) text += ' ';
  const head = new TextEncoder().encode(text);
  const made = new Uint8Array(4 + head.length + payload.length);
  new DataView(made.buffer).setUint32(0, head.length, true);
  made.set(head, 4);
  made.set(payload, 4 + head.length);
  return made;
}

const MESSAGE = new TextEncoder().encode('{"type":"utterance_start","id":"a"}');
const AUDIO = frame(
  { type: 'audio', id: 'a', first_sample: 7, samples: 2, final: true, codec: 'pcm' },
  [1, 0, 255, 127],
);

describe('a stream of items', () => {
  it('is cut where it is to be, however it arrives', () => {
    const stream = Uint8Array.from([...item(MESSAGE), ...item(AUDIO)]);
    for (const size of [1, 3, 5, 16, stream.length]) {
      const cutter = new ItemCutter();
      const items: ArrayBuffer[] = [];
      for (let at = 0; at < stream.length; at += size) items.push(...cutter.push(stream.slice(at, at + size)));
      expect(items.map((one) => Array.from(new Uint8Array(one)))).toEqual([Array.from(MESSAGE), Array.from(AUDIO)]);
      expect(cutter.complete).toBe(true);
      expect(items.map(isMessage)).toEqual([true, false]);
    }
  });

  it('that breaks off is not complete, and an absurd length is refused', () => {
    const cutter = new ItemCutter();
    expect(cutter.push(item(MESSAGE).slice(0, 9))).toEqual([]);
    expect(cutter.complete).toBe(false);
    expect(() => new ItemCutter().push(Uint8Array.from([255, 255, 255, 255]))).toThrow(RangeError);
  });

  it.each(['u1-x', 'a-much-longer-name-than-before', 'b'])('gives a frame the id %s and leaves the rest', (id) => {
    const whole = AUDIO.slice().buffer;
    const decoded = decodeFrame(renamed(whole, id));
    expect(decoded.header).toEqual({ type: 'audio', id, first_sample: 7, samples: 2, final: true, codec: 'pcm' });
    expect(decoded.type === 'audio' && Array.from(decoded.samples)).toEqual([1, 32767]);
  });
});
