import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Articulation, articulationGains } from '../../src/core/articulation.ts';
import { channelIndex, FACE_CHANNELS } from '../../src/core/channels.ts';

interface Case {
  readonly articulation: Articulation;
  readonly gains: { readonly [channel: string]: number };
}

const golden = resolve(import.meta.dirname, '../../../tests/golden/articulation.json');
const at = (gains: Float32Array | null, name: string) => gains![channelIndex(name)]!;

describe('articulation of a model', () => {
  it('is nothing where every factor is 1 or none is told', () => {
    expect(articulationGains()).toBeNull();
    expect(articulationGains({ jaw: 1, lip: 1, tongue: 1 })).toBeNull();
  });

  it('moves jaw, lips and tongue apart', () => {
    const gains = articulationGains({ jaw: 0.5, lip: 1.5, tongue: 0.75 });
    expect(gains).toHaveLength(FACE_CHANNELS.length);
    expect([at(gains, 'jawOpen'), at(gains, 'jawForward')]).toEqual([0.5, 0.5]);
    expect([at(gains, 'mouthPucker'), at(gains, 'mouthSmileLeft'), at(gains, 'mouthLowerDownRight')]).toEqual([
      1.5, 1.5, 1.5,
    ]);
    expect(at(gains, 'tongueOut')).toBe(0.75);
    expect([at(gains, 'viseme_aa'), at(gains, 'viseme_DD')]).toEqual([1, 0.5]);
    expect([at(gains, 'eyeBlinkLeft'), at(gains, 'browInnerUp')]).toEqual([1, 1]);
  });

  it.each([0.25, 0.5, 2])('leaves contacts as strong as they are, jaw and lips at %f', (gain) => {
    const gains = articulationGains({ jaw: gain, lip: gain });
    const contacts = ['mouthRollLower', 'mouthRollUpper', 'mouthPressLeft', 'viseme_PP', 'viseme_FF'];
    for (const name of contacts) expect(at(gains, name)).toBe(1);
    expect(at(gains, 'mouthClose')).toBe(at(gains, 'jawOpen'));
  });

  it.each(JSON.parse(readFileSync(golden, 'utf8')) as Case[])('is the same for the bake: $articulation', (one) => {
    const gains = articulationGains(one.articulation) ?? new Float32Array(FACE_CHANNELS.length).fill(1);
    FACE_CHANNELS.forEach((name, channel) => {
      expect(gains[channel]).toBeCloseTo(one.gains[name] ?? 1, 5);
    });
  });

  it('holds factors to what a face can do', () => {
    expect(at(articulationGains({ jaw: 9 }), 'jawOpen')).toBe(2);
    expect(at(articulationGains({ jaw: -1 }), 'jawOpen')).toBe(0.25);
    expect(articulationGains({ jaw: Number.NaN, lip: 'wide' as unknown as number })).toBeNull();
  });
});
