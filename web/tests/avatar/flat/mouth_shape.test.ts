import { describe, expect, it } from 'vitest';
import { drawMouth, emptyPaths } from '../../../src/avatar/flat/mouth_path.ts';
import { readMouth, restingMouth } from '../../../src/avatar/flat/mouth_shape.ts';
import { faceOf, VISEME15 } from '../../../src/core/channels.ts';

function shapeOf(weights: { readonly [channel: string]: number }) {
  const mouth = restingMouth();
  readMouth(faceOf(weights), mouth);
  return mouth;
}

/** Highest and lowest y, and the widest x, that the path's points reach. */
function extent(path: string) {
  const numbers = (path.match(/-?\d+(\.\d+)?/g) ?? []).map(Number);
  const xs = numbers.filter((_, index) => index % 2 === 0);
  const ys = numbers.filter((_, index) => index % 2 === 1);
  return { width: Math.max(...xs) - Math.min(...xs), height: Math.max(...ys) - Math.min(...ys) };
}

function drawn(weights: { readonly [channel: string]: number }) {
  const paths = emptyPaths();
  drawMouth(shapeOf(weights), 1, paths);
  return { ...extent(paths.inside), seam: paths.seam };
}

describe('a drawn mouth', () => {
  it('opens as the jaw drops, through everything in between', () => {
    const heights = [0, 0.1, 0.25, 0.5, 0.75].map((jawOpen) => drawn({ jawOpen }).height);
    expect(heights).toEqual([...heights].sort((a, b) => a - b));
    expect(heights[4]! - heights[0]!).toBeGreaterThan(25);
    expect(new Set(heights).size).toBe(5);
  });

  it('is shut in a bilabial, whatever the jaw does', () => {
    const together: readonly Record<string, number>[] = [
      { mouthRollLower: 0.5, mouthRollUpper: 0.5 },
      { mouthPress: 0.6 },
      { viseme_PP: 1 },
    ];
    for (const lips of together) {
      const shut = shapeOf({ jawOpen: 0.3, ...lips });
      expect(shut.press).toBe(1);
      expect(shut.open).toBe(0);
    }
    expect(shapeOf({ jawOpen: 0.4, mouthClose: 0.4 }).open).toBe(0);
    expect(drawn({ viseme_PP: 1 }).seam).not.toBe('');
    expect(drawn({ viseme_aa: 1 }).seam).toBe('');
  });

  it('is narrow in u, wide in i, and round things are taller than wide ones', () => {
    const [u, i, rest] = [drawn({ viseme_U: 1 }), drawn({ viseme_I: 1 }), drawn({})];
    expect(u.width).toBeLessThan(0.7 * rest.width);
    expect(i.width).toBeGreaterThan(1.1 * rest.width);
    expect(drawn({ viseme_O: 1 }).height / drawn({ viseme_O: 1 }).width).toBeGreaterThan(i.height / i.width);
    expect(shapeOf({ mouthPucker: 1 }).round).toBeGreaterThan(0.8);
  });

  it('shows the lower lip at the teeth in f, and the tongue between them in th', () => {
    expect(shapeOf({ mouthRollLower: 0.7 }).bite).toBe(1);
    expect(shapeOf({ viseme_FF: 1 }).bite).toBe(1);
    expect(shapeOf({ viseme_TH: 1 }).tongue).toBe(1);
  });

  it('looks different for every viseme', () => {
    const looks = VISEME15.map((viseme) => JSON.stringify(shapeOf({ [`viseme_${viseme}`]: 1 })));
    expect(new Set(looks).size).toBe(VISEME15.length);
  });

  it('smiles and frowns by its corners, each side by itself', () => {
    expect(shapeOf({ mouthSmileLeft: 1 })).toMatchObject({ left: 1, right: 0 });
    expect(shapeOf({ mouthFrown: 0.5 })).toMatchObject({ left: -0.5, right: -0.5 });
  });

  it('draws numbers only, whatever comes', () => {
    const everything = faceOf({});
    everything.fill(1);
    const mouth = restingMouth();
    readMouth(everything, mouth);
    const paths = emptyPaths();
    drawMouth(mouth, 1, paths);
    expect(paths.lips + paths.inside).not.toMatch(/NaN|Infinity|undefined|e-/);
  });
});
