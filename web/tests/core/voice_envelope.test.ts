import { describe, expect, it } from 'vitest';
import { VoiceEnvelope } from '../../src/core/voice_envelope.ts';

const RATE = 16000;

/** Bursts of a tone: [seconds, amplitude of full scale] one after the other. */
function voice(...bursts: readonly (readonly [seconds: number, amplitude: number])[]): Int16Array {
  const samples: number[] = [];
  for (const [seconds, amplitude] of bursts) {
    for (let i = 0; i < seconds * RATE; i++) samples.push(Math.sin(i * 0.2) * amplitude * 32767);
  }
  return Int16Array.from(samples);
}

const SENTENCE = voice([0.2, 0.1], [0.2, 0.11], [0.2, 0.3], [0.2, 0.1], [0.2, 0.09], [0.4, 0]);

describe('VoiceEnvelope', () => {
  it('finds the syllable that stands out, and none in silence', () => {
    const envelope = new VoiceEnvelope();
    envelope.begin('a', RATE);
    envelope.push('a', 0, SENTENCE);
    expect(envelope.stressAt('a', 0.5)).toBeGreaterThan(0.8);
    expect(envelope.stressAt('a', 0.1)).toBeLessThan(0.2);
    expect(envelope.stressAt('a', 0.9)).toBeLessThan(0.2);
    expect(envelope.stressAt('a', 1.2)).toBe(0);
    expect(envelope.loudnessAt('a', 0.5)).toBeCloseTo(0.3 / Math.SQRT2, 2);
  });

  it('is the same however the sound is cut, and skips what it has', () => {
    const whole = new VoiceEnvelope();
    whole.begin('a', RATE);
    whole.push('a', 0, SENTENCE);
    const pieces = new VoiceEnvelope();
    pieces.begin('a', RATE);
    for (let at = 0; at < SENTENCE.length; at += 777) pieces.push('a', at, SENTENCE.slice(at, at + 900));
    for (let t = 0; t < 1.4; t += 0.05) expect(pieces.stressAt('a', t)).toBeCloseTo(whole.stressAt('a', t), 6);
  });

  it('counts a gap as silence', () => {
    const envelope = new VoiceEnvelope();
    envelope.begin('a', RATE);
    envelope.push('a', RATE, voice([0.2, 0.2]));
    expect(envelope.loudnessAt('a', 0.5)).toBe(0);
    expect(envelope.loudnessAt('a', 1.1)).toBeGreaterThan(0.1);
  });

  it('knows nothing of utterances that were dropped or never began', () => {
    const envelope = new VoiceEnvelope();
    envelope.begin('a', RATE);
    envelope.push('a', 0, SENTENCE);
    envelope.drop('a');
    envelope.push('a', 0, SENTENCE);
    expect([envelope.stressAt('a', 0.5), envelope.loudnessAt('b', 0.5)]).toEqual([0, 0]);
  });
});
