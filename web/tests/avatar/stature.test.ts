import { describe, expect, it } from 'vitest';
import { SHOT_NAMES } from '../../src/avatar/shots.ts';
import { deriveShots } from '../../src/avatar/stature.ts';

describe('shots of a model that says nothing', () => {
  it.each([
    { bottom: 0, top: 1.65, centre: [0, 0] as const, headBase: 1.43 },
    { bottom: 0, top: 1.65, centre: [0, 0] as const },
    { bottom: -40, top: 130, centre: [10, 5] as const, headBase: 100 },
  ])('go from wide to close and keep the top of the head in', (stature) => {
    const shots = deriveShots(stature);
    const heights = SHOT_NAMES.map((name) => shots[name].height_m);
    expect([...heights].sort((a, b) => b - a)).toEqual(heights);
    for (const name of SHOT_NAMES) {
      const { target, height_m } = shots[name];
      expect(target[1] + height_m / 2).toBeGreaterThan(stature.top);
      expect([target[0], target[2]]).toEqual(stature.centre);
    }
    expect(shots.full.target[1] - shots.full.height_m / 2).toBeLessThan(stature.bottom);
  });

  it('survives a model without height', () => {
    expect(deriveShots({ bottom: 0, top: 0, centre: [0, 0] }).head.height_m).toBeGreaterThan(0);
  });
});
