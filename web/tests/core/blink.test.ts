import { describe, expect, it } from 'vitest';
import { BlinkLayer } from '../../src/core/blink.ts';
import { channelIndex, FACE_CHANNELS } from '../../src/core/channels.ts';
import { seededRandom } from '../../src/core/random.ts';

/** Times at which lids begin to close over some minutes, at 60 frames a second. */
function blinks(seed: number, seconds: number): number[] {
  const layer = new BlinkLayer(seededRandom(seed));
  const times: number[] = [];
  let before = 0;
  for (let frame = 0; frame < seconds * 60; frame++) {
    layer.update(1 / 60);
    if (before === 0 && layer.closed > 0) times.push(frame / 60);
    before = layer.closed;
  }
  return times;
}

describe('BlinkLayer', () => {
  it('blinks about 17 times a minute, at uneven intervals, the same for the same seed', () => {
    const times = blinks(7, 600);
    expect(times.length / 10).toBeGreaterThan(14);
    expect(times.length / 10).toBeLessThan(20);
    const gaps = times.slice(1).map((time, i) => time - times[i]);
    expect(Math.max(...gaps)).toBeGreaterThan(2 * Math.min(...gaps.filter((gap) => gap > 1)));
    expect(blinks(7, 60)).toEqual(times.filter((time) => time < 60));
    expect(blinks(8, 60)).not.toEqual(blinks(7, 60));
  });

  it('closes both lids wholly and opens them again within 0.3 s', () => {
    const layer = new BlinkLayer(() => 0.9);
    layer.blink();
    let most = 0;
    for (let t = 0; t < 0.29; t += 0.005) {
      layer.update(0.005);
      most = Math.max(most, layer.closed);
    }
    expect([most, layer.closed]).toEqual([1, 0]);
    layer.blink();
    layer.update(0.09);
    const face = new Float32Array(FACE_CHANNELS.length);
    layer.apply(face, 0.5);
    expect([face[channelIndex('eyeBlinkLeft')], face[channelIndex('eyeBlinkRight')]]).toEqual([0.5, 0.5]);
  });
});
