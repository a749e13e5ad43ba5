import { channelIndices, FACE_CHANNELS, faceOf, VISEME15 } from './channels.ts';

/** Which part of the face each channel belongs to, for the overrides that layers declare. */
export const FREE = 0;
export const MOUTH = 1;
export const EYES = 2;

/** Region of every channel of FACE_CHANNELS. Brows, cheeks and nose belong to nobody. */
export const REGION: Uint8Array = Uint8Array.from(FACE_CHANNELS, (name) => {
  if (/^(jaw|mouth|tongue|viseme_)/.test(name)) return MOUTH;
  return name.startsWith('eye') ? EYES : FREE;
});

/**
 * How much of each channel a full lip closure takes away from the layers that do not speak. A smile or a frown may
 * stay in part, as people press their lips in every mood; whatever parts the lips goes, and so does every viseme but
 * `sil` and `PP`.
 */
export const PARTS_LIPS: Float32Array = faceOf({
  jawOpen: 1,
  jawForward: 0.3,
  mouthClose: 1,
  mouthFunnel: 1,
  mouthPucker: 0.6,
  mouthUpperUp: 1,
  mouthLowerDown: 1,
  mouthStretch: 0.6,
  mouthSmile: 0.35,
  mouthFrown: 0.25,
  mouthDimple: 0.2,
  mouthShrugUpper: 0.5,
  tongueOut: 1,
  noseSneer: 0.6,
  ...Object.fromEntries(VISEME15.slice(2).map((name) => [`viseme_${name}`, 1])),
});

/** The same for a lower lip on the upper teeth: what would pull it down from there. */
export const PARTS_BITE: Float32Array = faceOf({ jawOpen: 1, mouthLowerDown: 1, mouthFunnel: 0.6, tongueOut: 1 });

/** Lids that close take their own wide and squinted looks away: pairs of [blink, what it hides]. */
export const LID_PAIRS: readonly (readonly [number, number])[] = ['Left', 'Right'].flatMap((side) => {
  const [blink, wide, squint] = channelIndices([`eyeBlink${side}`, `eyeWide${side}`, `eyeSquint${side}`]);
  return [[blink, wide] as const, [blink, squint] as const];
});
