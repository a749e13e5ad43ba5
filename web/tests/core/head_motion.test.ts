import { describe, expect, it } from 'vitest';
import { HeadMotion } from '../../src/core/head_motion.ts';
import { seededRandom } from '../../src/core/random.ts';

const FRAME = 1 / 60;

describe('HeadMotion', () => {
  it('nods on stress, and a little later than it begins', () => {
    const head = new HeadMotion(() => 0.5);
    for (let i = 0; i < 6; i++) head.update(FRAME, 1, true, 0, 0);
    const early = head.pitch;
    for (let i = 0; i < 9; i++) head.update(FRAME, 1, true, 0, 0);
    expect(head.pitch).toBeGreaterThan(0.04);
    expect(head.pitch).toBeGreaterThan(early);
    for (let i = 0; i < 60; i++) head.update(FRAME, 0, true, 0, 0);
    expect(head.pitch).toBeCloseTo(0, 2);
  });

  it('takes up another posture at each phrase and comes back to the middle in silence', () => {
    const head = new HeadMotion(seededRandom(5));
    const yaws: number[] = [];
    for (let phrase = 0; phrase < 4; phrase++) {
      for (let i = 0; i < 90; i++) head.update(FRAME, 0, true, 0, 0);
      yaws.push(Math.round(head.yaw * 1000));
      for (let i = 0; i < 20; i++) head.update(FRAME, 0, false, 0, 0);
    }
    expect(new Set(yaws).size).toBe(4);
    for (let i = 0; i < 240; i++) head.update(FRAME, 0, false, 0, 0);
    expect(Math.abs(head.yaw) + Math.abs(head.roll)).toBeLessThan(0.004);
  });

  it('follows a far look with a part of the way, and leaves a near one to the eyes', () => {
    const head = new HeadMotion(() => 0.5);
    for (let i = 0; i < 120; i++) head.update(FRAME, 0, false, 0.1, 0);
    expect(head.yaw).toBeCloseTo(0, 5);
    for (let i = 0; i < 120; i++) head.update(FRAME, 0, false, 0.5, 0.3);
    expect(head.yaw).toBeGreaterThan(0.15);
    expect(head.yaw).toBeLessThan(0.5);
    expect(head.pitch).toBeLessThan(-0.05);
  });

  it('never jumps', () => {
    const head = new HeadMotion(seededRandom(9));
    const random = seededRandom(1);
    let largest = 0;
    let before = 0;
    for (let i = 0; i < 3600; i++) {
      head.update(FRAME, random(), i % 200 < 150, random() - 0.5, 0);
      largest = Math.max(largest, Math.abs(head.pitch - before));
      before = head.pitch;
    }
    expect(largest).toBeLessThan(0.01);
  });

  it('keeps still where reduced motion is preferred', () => {
    const head = new HeadMotion(seededRandom(1));
    head.reducedMotion = true;
    for (let i = 0; i < 60; i++) head.update(FRAME, 1, true, 0.5, 0.5);
    expect([head.yaw, head.pitch, head.roll]).toEqual([0, 0, 0]);
  });
});
