import { describe, expect, it } from 'vitest';
import { channelIndex, FACE_CHANNELS } from '../../src/core/channels.ts';
import { EmphasisLayer } from '../../src/core/emphasis.ts';
import { MOUTH, REGION } from '../../src/core/regions.ts';

const BROW = channelIndex('browInnerUp');

function shownAfter(layer: EmphasisLayer, seconds: number): Float32Array {
  for (let t = 0; t < seconds - 1e-9; t += 1 / 60) layer.update(1 / 60);
  const face = new Float32Array(FACE_CHANNELS.length);
  layer.apply(face, 1);
  return face;
}

describe('EmphasisLayer', () => {
  it('raises the brows on what is stressed, for a moment, and leaves the mouth to speech', () => {
    const layer = new EmphasisLayer();
    layer.stress = 1;
    const face = shownAfter(layer, 0.2);
    expect(face[BROW]).toBeGreaterThan(0.25);
    face.forEach((weight, c) => {
      if (REGION[c] === MOUTH) expect(weight).toBe(0);
    });
    layer.stress = 0;
    expect(shownAfter(layer, 1)[BROW]).toBeLessThan(0.02);
  });

  it('does not raise them on every syllable', () => {
    const layer = new EmphasisLayer();
    let rises = 0;
    let up = false;
    for (let frame = 0; frame < 60 * 10; frame++) {
      layer.stress = frame % 12 < 6 ? 1 : 0;
      const high = shownAfter(layer, 1 / 60)[BROW] > 0.2;
      if (high && !up) rises++;
      up = high;
    }
    expect(rises).toBeGreaterThan(3);
    expect(rises).toBeLessThan(14);
  });

  it('shows listening and thinking differently', () => {
    const listening = new EmphasisLayer();
    listening.listening = 1;
    const thinking = new EmphasisLayer();
    thinking.thinking = 1;
    const [a, b] = [shownAfter(listening, 2), shownAfter(thinking, 2)];
    expect(a[BROW]).toBeGreaterThan(0.1);
    expect(b[channelIndex('browDownLeft')]).toBeGreaterThan(0.1);
    expect(Array.from(a)).not.toEqual(Array.from(b));
  });
});
