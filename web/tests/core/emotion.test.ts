import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { channelIndex, FACE_CHANNELS } from '../../src/core/channels.ts';
import { EMOTIONS, EmotionLayer } from '../../src/core/emotion.ts';
import { EMOTION_NAMES } from '../../src/core/emotion_names.ts';

function face(layer: EmotionLayer): Float32Array {
  const out = new Float32Array(FACE_CHANNELS.length);
  layer.apply(out, 1);
  return out;
}

describe('EmotionLayer', () => {
  it('knows the emotions of the wire, no more and no fewer', () => {
    const file = resolve(import.meta.dirname, '../../src/protocol/messages.schema.json');
    const schema = JSON.parse(readFileSync(file, 'utf8'));
    const wire = schema.$defs.Speak.properties.emotion.anyOf[0].enum;
    expect(Object.keys(EMOTIONS).sort()).toEqual([...wire].sort());
    expect(Object.keys(EMOTIONS)).toEqual(EMOTION_NAMES);
  });

  it.each(Object.keys(EMOTIONS))('%s stays between 0 and 1 and goes back to nothing', (name) => {
    const layer = new EmotionLayer();
    layer.set(name);
    for (let i = 0; i < 120; i++) layer.update(1 / 60);
    expect(Math.max(...face(layer))).toBeLessThanOrEqual(1);
    if (name !== 'neutral') expect(Math.max(...face(layer))).toBeGreaterThan(0.2);
    layer.set('neutral');
    for (let i = 0; i < 240; i++) layer.update(1 / 60);
    expect(Math.max(...face(layer))).toBeLessThan(0.001);
  });

  it('changes smoothly, by intensity', () => {
    const layer = new EmotionLayer();
    layer.set('happy', 0.5);
    layer.update(1 / 60);
    const smile = channelIndex('mouthSmileLeft');
    expect(face(layer)[smile]).toBeLessThan(0.02);
    for (let i = 0; i < 120; i++) layer.update(1 / 60);
    expect(face(layer)[smile]).toBeCloseTo(0.5 * EMOTIONS.happy.mouthSmile, 2);
    expect(layer.emotion).toBe('happy');
  });

  it('refuses what it does not know, by name', () => {
    const layer = new EmotionLayer();
    expect(() => layer.set('toString')).toThrow(/"toString".*happy/);
    expect(() => layer.set('happy', 2)).toThrow(/2/);
    expect(layer.emotion).toBe('neutral');
  });
});
