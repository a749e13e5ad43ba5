import { describe, expect, it } from 'vitest';
import { drawLids, type LidPaths } from '../../../src/avatar/flat/eye_path.ts';

function heightOf(lid: { blink: number; squint: number; wide: number }): number {
  const paths: LidPaths = { opening: '', upper: '', fold: '' };
  drawLids(lid, 1, 5, 1, paths);
  const numbers = (paths.opening.match(/-?\d+(\.\d+)?/g) ?? []).map(Number);
  const ys = numbers.filter((_, index) => index % 2 === 1);
  return Math.max(...ys) - Math.min(...ys);
}

describe('a drawn eye', () => {
  it('shuts by degrees', () => {
    const heights = [0, 0.25, 0.5, 0.75, 1].map((blink) => heightOf({ blink, squint: 0, wide: 0 }));
    expect(heights).toEqual([...heights].sort((a, b) => b - a));
    expect(heights[4]!).toBeLessThan(0.2 * heights[0]!);
  });

  it('is narrower in a squint and larger in surprise', () => {
    const open = heightOf({ blink: 0, squint: 0, wide: 0 });
    expect(heightOf({ blink: 0, squint: 1, wide: 0 })).toBeLessThan(open);
    expect(heightOf({ blink: 0, squint: 0, wide: 1 })).toBeGreaterThan(open);
  });
});
