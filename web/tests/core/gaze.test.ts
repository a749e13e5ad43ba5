import { describe, expect, it } from 'vitest';
import { channelIndex, FACE_CHANNELS } from '../../src/core/channels.ts';
import { GazeLayer } from '../../src/core/gaze.ts';
import { seededRandom } from '../../src/core/random.ts';

function shown(layer: GazeLayer): { [channel: string]: number } {
  const face = new Float32Array(FACE_CHANNELS.length);
  layer.apply(face, 1);
  const found: { [channel: string]: number } = {};
  face.forEach((weight, c) => {
    if (weight > 0.01) found[FACE_CHANNELS[c]] = Math.round(weight * 100) / 100;
  });
  return found;
}

describe('GazeLayer', () => {
  it.each([
    [0.3, 0, { eyeLookOutLeft: 0.5, eyeLookInRight: 0.5 }],
    [-0.3, 0, { eyeLookInLeft: 0.5, eyeLookOutRight: 0.5 }],
    [0, 0.225, { eyeLookUpLeft: 0.5, eyeLookUpRight: 0.5 }],
    [0, -0.225, { eyeLookDownLeft: 0.5, eyeLookDownRight: 0.5 }],
    [9, 9, { eyeLookOutLeft: 1, eyeLookInRight: 1, eyeLookUpLeft: 1, eyeLookUpRight: 1 }],
  ])('looks to yaw %f, pitch %f within 0.2 s', (yaw, pitch, expected) => {
    const layer = new GazeLayer();
    layer.reducedMotion = true;
    layer.lookAt(yaw, pitch);
    for (let i = 0; i < 12; i++) layer.update(1 / 60);
    expect(shown(layer)).toEqual(expected);
  });

  it('lives: shifts a little by itself, comes back, and stays near where it looks', () => {
    const layer = new GazeLayer(seededRandom(3));
    const yaws: number[] = [];
    for (let i = 0; i < 60 * 60; i++) {
      layer.update(1 / 60);
      yaws.push(layer.yaw);
    }
    expect(Math.max(...yaws.map(Math.abs))).toBeLessThan(0.25);
    expect(new Set(yaws.map((yaw) => yaw.toFixed(3))).size).toBeGreaterThan(20);
    const near = yaws.filter((yaw) => Math.abs(yaw) < 0.03).length / yaws.length;
    expect(near).toBeGreaterThan(0.7);
  });

  it('keeps still where reduced motion is preferred', () => {
    const layer = new GazeLayer(seededRandom(3));
    layer.reducedMotion = true;
    for (let i = 0; i < 600; i++) layer.update(1 / 60);
    expect([layer.yaw, layer.pitch]).toEqual([0, 0]);
    expect(channelIndex('eyeLookUpLeft')).toBeGreaterThan(0);
  });

  it('refuses angles that are none', () => {
    expect(() => new GazeLayer().lookAt(Number.NaN, 0)).toThrow(/NaN/);
  });
});
