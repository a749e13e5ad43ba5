import { describe, expect, it } from 'vitest';
import { FramePace } from '../../src/avatar/frame_pace.ts';

/** Gaps, in refreshes, between drawn frames over two seconds, once the refresh rate is known. */
function gaps(cap: number, hz: number, jitterMs = 0): number[] {
  const pace = new FramePace(cap);
  const drawn: number[] = [];
  for (let i = 0; i < hz * 3; i++) {
    const now = (i * 1000) / hz + (i % 3) * jitterMs;
    if (pace.due(now) && i > hz) drawn.push(i);
  }
  return drawn.slice(1).map((at, i) => at - drawn[i]!);
}

describe('the frame cap', () => {
  it.each([
    [30, 60, 2],
    [30, 59.94, 2],
    [30, 120, 4],
    [30, 144, 5],
    [24, 60, 3],
    [60, 60, 1],
    [60, 120, 2],
    [0, 60, 1],
    [0, 144, 1],
    [120, 60, 1],
  ])('%i on a %f Hz screen draws every %i-th refresh, evenly', (cap, hz, every) => {
    expect(new Set(gaps(cap, hz))).toEqual(new Set([every]));
  });

  it('stays even when frames come late', () => {
    expect(new Set(gaps(30, 60, 1.5))).toEqual(new Set([2]));
  });

  it('goes on after the page was hidden', () => {
    const pace = new FramePace(30);
    for (let i = 0; i < 120; i++) pace.due((i * 1000) / 60);
    const later = Array.from({ length: 8 }, (_, i) => pace.due(60_000 + (i * 1000) / 60));
    expect(later.filter(Boolean)).toHaveLength(4);
  });
});
