import { describe, expect, it } from 'vitest';
import { MouthClipLayer } from '../../src/avatar/mouth_clip.ts';
import { channelIndex, FACE_CHANNELS, faceOf } from '../../src/core/channels.ts';
import { TrackBuffer } from '../../src/core/track.ts';

const JAW = channelIndex('jawOpen');

describe('the mouth clip layer', () => {
  const frames = (layer: MouthClipLayer, count: number): number[] => {
    const jaws: number[] = [];
    for (let i = 0; i < count; i++) {
      const face = new Float32Array(FACE_CHANNELS.length);
      layer.update(1 / 60);
      if (layer.weight > 0) layer.apply(face, layer.weight);
      jaws.push(face[JAW]!);
    }
    return jaws;
  };

  it('does nothing until told, fades in, repeats, and fades out to a shut mouth', () => {
    const track = new TrackBuffer(FACE_CHANNELS.length, 2);
    track.write(0, Uint8Array.from([0.2, 1, 0.2].flatMap((jaw) => [...faceOf({ jawOpen: jaw * 255 })])), false);
    const loop = { track, seconds: 1 };
    const layer = new MouthClipLayer(loop);
    expect(Math.max(...frames(layer, 30))).toBe(0);
    layer.active = true;
    const jaws = frames(layer, 300);
    expect(jaws[0]).toBeLessThan(0.1);
    expect(Math.max(...jaws.slice(240))).toBeGreaterThan(0.9);
    layer.active = false;
    expect(frames(layer, 30)[29]).toBe(0);
    expect(layer.weight).toBe(0);
  });

  it('murmurs with the jaw when there is no clip, opening and closing', () => {
    const layer = new MouthClipLayer(null);
    layer.active = true;
    const jaws = frames(layer, 180).slice(30);
    expect(Math.max(...jaws)).toBeGreaterThan(0.25);
    expect(Math.min(...jaws)).toBeLessThan(0.05);
    expect(Math.max(...jaws)).toBeLessThan(0.7);
  });
});
