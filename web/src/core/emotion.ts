import { FACE_CHANNELS, faceOf } from './channels.ts';
import { Damper } from './damper.ts';
import type { FaceLayer } from './layer.ts';

/** What each emotion does to a face at full intensity. A name without a side sets both. Tuned by eye. */
export const EMOTIONS: { readonly [emotion: string]: { readonly [channel: string]: number } } = {
  neutral: {},
  happy: {
    mouthSmile: 0.62,
    mouthDimple: 0.15,
    cheekSquint: 0.42,
    eyeSquint: 0.22,
    browInnerUp: 0.12,
    browOuterUp: 0.1,
  },
  sad: {
    mouthFrown: 0.85,
    mouthShrugLower: 0.32,
    browInnerUp: 0.9,
    browDown: 0.15,
    eyeSquint: 0.18,
    eyeLookDown: 0.12,
  },
  angry: {
    browDown: 1,
    eyeSquint: 0.34,
    eyeWide: 0.12,
    noseSneer: 0.45,
    mouthFrown: 0.55,
    mouthPress: 0.28,
    jawForward: 0.12,
  },
  surprised: { browInnerUp: 0.75, browOuterUp: 0.7, eyeWide: 0.65, jawOpen: 0.18, mouthFunnel: 0.12 },
  relaxed: { mouthSmile: 0.26, eyeBlink: 0.1, browInnerUp: 0.06, cheekSquint: 0.1 },
  concerned: { browInnerUp: 0.75, browDown: 0.3, eyeSquint: 0.14, mouthFrown: 0.42, mouthPress: 0.14 },
};

const SETTLE_SECONDS = 0.45;

/** Holds a mood on the face and changes it smoothly. */
export class EmotionLayer implements FaceLayer {
  readonly name = 'emotion';
  weight = 1;
  readonly mouth = 'none';
  readonly eyes = 'none';
  readonly priority = 20;
  /** The emotion last set. */
  emotion = 'neutral';
  private readonly damper = new Damper(FACE_CHANNELS.length);

  /** Changes to an emotion of {@link EMOTIONS}, with an intensity of 0 to 1. Throws RangeError on anything else. */
  set(name: string, intensity = 1): void {
    if (Object.keys(EMOTIONS).indexOf(name) < 0) {
      throw new RangeError(`unknown emotion "${name}"; known are ${Object.keys(EMOTIONS).join(', ')}`);
    }
    if (!(intensity >= 0 && intensity <= 1)) throw new RangeError(`intensity is 0 to 1, got ${intensity}`);
    this.emotion = name;
    const shape = faceOf(EMOTIONS[name]);
    for (let c = 0; c < shape.length; c++) this.damper.targets[c] = shape[c] * intensity;
  }

  update(dtSeconds: number): void {
    this.damper.step(dtSeconds, SETTLE_SECONDS);
  }

  apply(face: Float32Array, gain: number): void {
    const { values } = this.damper;
    for (let c = 0; c < values.length; c++) {
      // A change from one mood to another may pass a hair below zero.
      if (values[c] > 0) face[c] += values[c] * gain;
    }
  }
}
