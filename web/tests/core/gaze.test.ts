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

  it('meets the eyes of who speaks to it, looks up and aside to think, and comes back at once', () => {
    const share = (doing: 'listening' | 'thinking' | 'speaking') => {
      const layer = new GazeLayer(seededRandom(11));
      layer.doing = doing;
      let meets = 0;
      let up = 0;
      for (let i = 0; i < 60 * 120; i++) {
        layer.update(1 / 60);
        if (Math.hypot(layer.yaw, layer.pitch) < 0.04) meets++;
        if (layer.pitch > 0.07 && Math.abs(layer.yaw) > 0.14) up++;
      }
      return { meets: meets / 7200, up: up / 7200 };
    };
    const listening = share('listening');
    const thinking = share('thinking');
    const speaking = share('speaking');
    expect(listening.meets).toBeGreaterThan(speaking.meets);
    expect(speaking.meets).toBeGreaterThan(0.6);
    expect(thinking.meets).toBeLessThan(0.35);
    expect(thinking.up).toBeGreaterThan(0.5);

    const layer = new GazeLayer(() => 0.1);
    layer.doing = 'thinking';
    for (let i = 0; i < 60; i++) layer.update(1 / 60);
    expect(Math.abs(layer.yaw)).toBeGreaterThan(0.1);
    layer.doing = 'listening';
    for (let i = 0; i < 20; i++) layer.update(1 / 60);
    expect(Math.hypot(layer.yaw, layer.pitch)).toBeLessThan(0.04);
  });

  it('tells of a leap, which lids go with', () => {
    const layer = new GazeLayer(() => 0.5);
    let leaps = 0;
    layer.onLeap = () => leaps++;
    layer.lookAt(0.05, 0);
    expect(leaps).toBe(0);
    layer.lookAt(0.5, 0);
    expect(leaps).toBe(1);
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
