import { describe, expect, it } from 'vitest';
import { SpeechRenderer } from '../../src/audio/speech_renderer.ts';
import { sine } from './worklet_scope.ts';

describe('SpeechRenderer', () => {
  it('holds no more than is still to be played, however long the stream', () => {
    const renderer = new SpeechRenderer(48000, () => {});
    const out = new Float32Array(128);
    const chunk = sine(200, 24000, 2400);
    let frame = 0;
    let most = 0;
    for (let part = 0; part < 2; part++) {
      const id = `u${part}`;
      renderer.begin(id, 24000);
      for (let first = 0; first < 20 * 24000; first += chunk.length) {
        renderer.push(id, first, chunk, first + chunk.length >= 20 * 24000);
        // 2400 samples at 24 kHz are 37.5 quanta at 48 kHz.
        for (let i = 0; i < 37 + (first % 4800 ? 0 : 1); i++, frame += 128) renderer.render(out, frame);
        most = Math.max(most, renderer.held);
      }
    }
    expect(most).toBeLessThan(4 * chunk.length);
    for (let i = 0; i < 200; i++, frame += 128) renderer.render(out, frame);
    expect(renderer.held).toBe(0);
  });

  it('lets go of the samples of what is dropped', () => {
    const renderer = new SpeechRenderer(48000, () => {});
    renderer.begin('a', 24000);
    renderer.push('a', 0, new Int16Array(24000), false);
    expect(renderer.held).toBe(24000);
    renderer.drop(['a']);
    expect(renderer.held).toBe(0);
  });
});
