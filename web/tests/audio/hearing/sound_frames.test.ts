import { describe, expect, it } from 'vitest';
import { EnergyActivity } from '../../../src/audio/hearing/energy_activity.ts';
import { FrameCutter } from '../../../src/audio/hearing/frame_cutter.ts';
import { levelDb } from '../../../src/audio/hearing/level.ts';
import { seededRandom } from '../../../src/core/random.ts';

const tone = (count: number, hz: number, rateHz: number, level = 0.5, from = 0) =>
  Float32Array.from({ length: count }, (_, i) => level * Math.sin((2 * Math.PI * hz * (from + i)) / rateHz));

describe('frames for the detection', () => {
  it.each([48000, 44100, 16000])('are 512 samples at 16 kHz, of sound at %i Hz, without a gap', (rateHz) => {
    const frames: Float32Array[] = [];
    const cutter = new FrameCutter(rateHz, (frame) => frames.push(frame));
    const sound = tone(rateHz, 300, rateHz);
    for (let at = 0; at < rateHz; at += 128) {
      const block = sound.subarray(at, at + 128);
      cutter.push([block, block], block.length);
    }
    expect(frames.length).toBeGreaterThanOrEqual(30);
    const cut = Float32Array.from(frames.flatMap((frame) => [...frame]));
    const expected = tone(cut.length, 300, 16000);
    for (let i = 400; i < cut.length; i++) expect(Math.abs(cut[i]! - expected[i]!)).toBeLessThan(0.01);
  });
});

describe('detection by loudness', () => {
  const random = seededRandom(3);
  const noise = (level: number) => Float32Array.from({ length: 512 }, () => level * (random() - 0.5));

  it('tells a voice from the room, and gets used to a louder room', () => {
    const activity = new EnergyActivity();
    for (let i = 0; i < 60; i++) expect(activity.process(noise(0.01))).toBeLessThan(0.35);
    for (let i = 0; i < 10; i++) expect(activity.process(tone(512, 200, 16000, 0.2))).toBeGreaterThan(0.8);
    expect(activity.process(noise(0.01))).toBeLessThan(0.35);
    activity.reset();
    for (let i = 0; i < 60; i++) expect(activity.process(noise(0.1))).toBeLessThan(0.35);
  });

  it('takes silence for none', () => {
    const activity = new EnergyActivity();
    expect(levelDb(new Float32Array(512))).toBe(-100);
    for (let i = 0; i < 100; i++) expect(activity.process(i % 2 ? noise(0.002) : new Float32Array(512))).toBe(0);
  });
});
