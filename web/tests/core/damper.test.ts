import { describe, expect, it } from 'vitest';
import { Damper } from '../../src/core/damper.ts';

function valueAfter(steps: number, dt: number): number {
  const damper = new Damper(1);
  damper.targets[0] = 1;
  for (let i = 0; i < steps; i++) damper.step(dt, 0.4);
  return damper.values[0];
}

describe('Damper', () => {
  it('has gone 90 % of the way after its settle time', () => {
    expect(valueAfter(24, 0.4 / 24)).toBeCloseTo(0.9, 2);
  });

  it('takes the same path at any frame rate', () => {
    expect(valueAfter(2, 0.1)).toBeCloseTo(valueAfter(40, 0.005), 5);
  });

  it('does not overshoot, starts and ends softly', () => {
    const damper = new Damper(1);
    damper.targets[0] = 1;
    let before = 0;
    for (let i = 0; i < 200; i++) {
      damper.step(1 / 60, 0.4);
      expect(damper.values[0]).toBeGreaterThanOrEqual(before);
      expect(damper.values[0]).toBeLessThanOrEqual(1);
      before = damper.values[0];
    }
    expect(before).toBeCloseTo(1, 5);
    expect(valueAfter(1, 1 / 240)).toBeLessThan(0.002);
  });

  it('settles at once when told to', () => {
    const damper = new Damper(2);
    damper.targets.set([0.3, -0.4]);
    damper.settle();
    damper.step(0.1, 0.4);
    expect(Array.from(damper.values)).toEqual(Array.from(damper.targets));
  });
});
