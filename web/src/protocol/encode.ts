import type { AudioHeader } from './messages.gen.ts';

/** An audio frame: uint32 LE header length, JSON header padded to a multiple of 4, little-endian samples. */
export function encodeAudioFrame(header: AudioHeader, samples: Int16Array): ArrayBuffer {
  const json = new TextEncoder().encode(JSON.stringify(header));
  const padding = -json.length & 3;
  const start = 4 + json.length + padding;
  const frame = new ArrayBuffer(start + 2 * samples.length);
  const bytes = new Uint8Array(frame);
  const view = new DataView(frame);
  view.setUint32(0, json.length + padding, true);
  bytes.set(json, 4);
  bytes.fill(0x20, 4 + json.length, start);
  for (let i = 0; i < samples.length; i++) view.setInt16(start + 2 * i, samples[i], true);
  return frame;
}
