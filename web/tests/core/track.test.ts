import { describe, expect, it } from 'vitest';
import { TrackBuffer } from '../../src/core/track.ts';

function sample(track: TrackBuffer, seconds: number): number[] | null {
  const out = new Float32Array(track.channels + 2).fill(9);
  if (!track.sample(seconds, out, 1)) {
    expect(Array.from(out)).toEqual(Array.from(out, () => 9));
    return null;
  }
  expect([out[0], out[out.length - 1]]).toEqual([9, 9]);
  return Array.from(out.subarray(1, 1 + track.channels), (value) => Math.round(value * 255 * 100) / 100);
}

describe('TrackBuffer', () => {
  it('gives rows at their times and what lies between by linear interpolation', () => {
    const track = new TrackBuffer(2, 60);
    track.write(0, Uint8Array.of(0, 255, 100, 55, 200, 0), true);
    expect(sample(track, 0)).toEqual([0, 255]);
    expect(sample(track, 1 / 60)).toEqual([100, 55]);
    expect(sample(track, 1.25 / 60)).toEqual([125, 41.25]);
    expect(sample(track, -1)).toEqual([0, 255]);
    expect([track.frames, track.final]).toEqual([3, true]);
  });

  it('holds the last row for its time, and knows nothing after it', () => {
    const track = new TrackBuffer(1, 50);
    track.write(0, Uint8Array.of(10, 20), false);
    expect(sample(track, 0.03)).toEqual([20]);
    expect(sample(track, 0.0401)).toBeNull();
    expect(sample(track, Number.NaN)).toBeNull();
  });

  it('grows over many writes, in any order, and knows where it has a hole', () => {
    const track = new TrackBuffer(15, 60);
    for (const first of [200, 0, 100, 300]) track.write(first, new Uint8Array(15 * 50).fill(first / 2), false);
    expect(track.frames).toBe(350);
    expect(sample(track, 320.5 / 60)).toEqual(Array(15).fill(150));
    expect(sample(track, 75 / 60)).toBeNull();
    expect(sample(track, 49.9 / 60)).toEqual(Array(15).fill(0));
  });

  it('refuses rows that do not fit, by name', () => {
    const track = new TrackBuffer(15, 60);
    expect(() => track.write(0, new Uint8Array(16), false)).toThrow(/16 weights.*15 channels/);
    expect(() => track.write(-1, new Uint8Array(15), false)).toThrow(RangeError);
    expect(() => track.write(60 * 3600, new Uint8Array(15), false)).toThrow(/3600 s/);
  });
});
