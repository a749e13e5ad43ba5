import { describe, expect, it } from 'vitest';
import { frameShot } from '../../src/avatar/framing.ts';

const FOV = 22;
/** Height and width in metres that are seen at a distance. */
const seen = (distance: number, aspect: number) => {
  const height = 2 * distance * Math.tan((FOV * Math.PI) / 360);
  return { height, width: height * aspect };
};

describe('framing a shot', () => {
  const shot = { target: [0, 1.4, 0], height_m: 0.6 } as const;

  it('shows exactly the height asked for in a wide picture', () => {
    const { distance, target } = frameShot('upper', shot, 1.6, FOV);
    expect(seen(distance, 1.6).height).toBeCloseTo(0.6);
    expect(target).toEqual([0, 1.4, 0]);
  });

  it.each([390 / 456, 0.6, 0.4])('keeps the subject’s width in a narrow picture (aspect %f)', (aspect) => {
    const { distance } = frameShot('upper', shot, aspect, FOV);
    expect(seen(distance, aspect).width).toBeGreaterThanOrEqual(0.6 * 0.72 - 1e-9);
    expect(seen(distance, aspect).height).toBeGreaterThanOrEqual(0.6 - 1e-9);
  });

  it.each([
    ['full', 0.3],
    ['mid', 0.4],
    ['upper', 390 / 844],
    ['head', 390 / 844],
  ] as const)('keeps the head in, and little air above it, in a tall %s (aspect %f)', (name, aspect) => {
    const framed = frameShot(name, shot, aspect, FOV);
    const top = framed.target[1] + seen(framed.distance, aspect).height / 2;
    const wanted = shot.target[1] + shot.height_m / 2;
    expect(top).toBeGreaterThanOrEqual(wanted);
    const more = seen(framed.distance, aspect).height - shot.height_m;
    expect(top - wanted).toBeLessThanOrEqual(more * 0.5 + 1e-9);
  });

  it('does not jump where it changes from height to width', () => {
    const at = (aspect: number) => frameShot('upper', shot, aspect, FOV).distance;
    expect(at(0.7199)).toBeCloseTo(at(0.7201), 2);
  });
});
