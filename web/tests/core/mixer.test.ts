import { describe, expect, it } from 'vitest';
import { channelIndex, FACE_CHANNELS, faceOf } from '../../src/core/channels.ts';
import { EMOTIONS, EmotionLayer } from '../../src/core/emotion.ts';
import type { FaceLayer, Override } from '../../src/core/layer.ts';
import { FaceMixer } from '../../src/core/mixer.ts';

function layer(priority: number, weights: { [channel: string]: number }, more: Partial<FaceLayer> = {}): FaceLayer {
  const shape = faceOf(weights);
  return {
    name: `p${priority}`,
    weight: 1,
    mouth: 'none' as Override,
    eyes: 'none' as Override,
    priority,
    update() {},
    apply(face, gain) {
      for (let c = 0; c < face.length; c++) face[c] += shape[c] * gain;
    },
    ...more,
  };
}

function mixed(...layers: FaceLayer[]): (channel: string) => number {
  const mixer = new FaceMixer();
  for (const one of layers) mixer.add(one);
  const face = mixer.mix(1 / 60);
  return (channel) => Math.round(face[channelIndex(channel)] * 1000) / 1000;
}

describe('FaceMixer', () => {
  it('adds layers, scales them by weight, and clamps to 0 to 1', () => {
    const face = mixed(
      layer(1, { jawOpen: 0.5, browInnerUp: 0.8, tongueOut: -1 }),
      layer(2, { jawOpen: 0.4, browInnerUp: 0.8 }, { weight: 0.5 }),
    );
    expect([face('jawOpen'), face('browInnerUp'), face('tongueOut')]).toEqual([0.7, 1, 0]);
  });

  it('a lower lip held to the teeth is not pulled down by the jaw of another layer', () => {
    const surprised = () => layer(1, { jawOpen: 0.2, mouthFunnel: 0.5, mouthSmile: 0.5 });
    const speech = layer(80, { jawOpen: 0.05, mouthRollLower: 0.7 }, { lipBite: 1 });
    const face = mixed(surprised(), speech);
    expect([face('jawOpen'), face('mouthRollLower'), face('mouthSmileLeft')]).toEqual([0.05, 0.7, 0.5]);
    expect(face('mouthFunnel')).toBe(0.2);
    expect(mixed(surprised(), layer(80, { jawOpen: 0.05 }, { lipBite: 0.5 }))('jawOpen')).toBe(0.15);
  });

  it('a layer with weight 0 is skipped, one that was removed is gone, and one added twice counts once', () => {
    const mixer = new FaceMixer();
    const one = layer(1, { jawOpen: 0.3 });
    mixer.add(one);
    mixer.add(one);
    mixer.add(layer(2, { jawOpen: 1 }, { weight: 0 }));
    expect(mixer.mix(0)[channelIndex('jawOpen')]).toBeCloseTo(0.3, 5);
    mixer.remove(one);
    expect(mixer.mix(0)[channelIndex('jawOpen')]).toBe(0);
  });

  it('block takes the mouth from lower layers by weight and activity, and leaves the rest of the face', () => {
    const low = () => layer(1, { jawOpen: 0.8, eyeWide: 0.6, browInnerUp: 0.4 });
    const blocked = mixed(low(), layer(2, {}, { mouth: 'block' }));
    expect([blocked('jawOpen'), blocked('eyeWideLeft'), blocked('browInnerUp')]).toEqual([0, 0.6, 0.4]);
    expect(mixed(low(), layer(2, {}, { mouth: 'block', weight: 0.25 }))('jawOpen')).toBe(0.6);
    expect(mixed(low(), layer(2, {}, { mouth: 'block', activity: 0 }))('jawOpen')).toBe(0.8);
    expect(mixed(low(), layer(2, {}, { mouth: 'blend' }))('jawOpen')).toBe(0.4);
    expect(mixed(low(), layer(0, {}, { mouth: 'block' }))('jawOpen')).toBe(0.8);
    expect(mixed(low(), layer(2, {}, { eyes: 'block' }))('eyeWideLeft')).toBe(0);
  });

  it.each(Object.keys(EMOTIONS))('closes the lips in p, b and m while the face is %s', (name) => {
    const emotion = new EmotionLayer();
    emotion.set(name, 1);
    for (let i = 0; i < 300; i++) emotion.update(0.1);
    const speech = layer(
      80,
      { mouthRollLower: 0.5, mouthRollUpper: 0.45 },
      { mouth: 'blend', activity: 1, lipClosure: 1 },
    );
    const face = mixed(emotion, speech, layer(10, { mouthPucker: 0.68, jawOpen: 0.3, viseme_aa: 0.5 }));
    for (const channel of ['jawOpen', 'mouthFunnel', 'mouthUpperUpLeft', 'mouthLowerDownLeft', 'viseme_aa']) {
      expect(face(channel)).toBe(0);
    }
    expect(face('mouthPucker')).toBeLessThan(0.15);
    expect(face('mouthRollLower')).toBe(0.5);
  });

  it('does not take away from the speech layer what opens its own lips', () => {
    const speech = layer(80, { jawOpen: 0.4 }, { lipClosure: 0.5 });
    expect(mixed(speech)('jawOpen')).toBe(0.4);
  });

  it('closed lids are neither wide nor squinted, each eye by itself', () => {
    const face = mixed(layer(1, { eyeWide: 0.6, eyeSquint: 0.4 }), layer(2, { eyeBlinkLeft: 1, eyeBlinkRight: 0.5 }));
    expect([face('eyeWideLeft'), face('eyeSquintLeft'), face('eyeWideRight')]).toEqual([0, 0, 0.3]);
  });

  it('caps the time step, and turns what is not a number to rest', () => {
    const steps: number[] = [];
    const broken = layer(1, {}, { update: (dt) => steps.push(dt), apply: (face) => face.fill(Number.NaN) });
    const mixer = new FaceMixer();
    mixer.add(broken);
    for (const dt of [8, -1, 0.02]) expect(Array.from(mixer.mix(dt))).toEqual(Array(FACE_CHANNELS.length).fill(0));
    expect(steps).toEqual([0.1, 0, 0.02]);
  });
});
