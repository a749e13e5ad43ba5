import type { ChannelSpace } from '../protocol/index.ts';

/** Apple's `ARFaceAnchor.BlendShapeLocation`, in the order of the columns of an `arkit52` track. */
export const ARKIT52: readonly string[] = (
  'eyeBlinkLeft eyeLookDownLeft eyeLookInLeft eyeLookOutLeft eyeLookUpLeft eyeSquintLeft eyeWideLeft ' +
  'eyeBlinkRight eyeLookDownRight eyeLookInRight eyeLookOutRight eyeLookUpRight eyeSquintRight eyeWideRight ' +
  'jawForward jawLeft jawRight jawOpen mouthClose mouthFunnel mouthPucker mouthLeft mouthRight ' +
  'mouthSmileLeft mouthSmileRight mouthFrownLeft mouthFrownRight mouthDimpleLeft mouthDimpleRight ' +
  'mouthStretchLeft mouthStretchRight mouthRollLower mouthRollUpper mouthShrugLower mouthShrugUpper ' +
  'mouthPressLeft mouthPressRight mouthLowerDownLeft mouthLowerDownRight mouthUpperUpLeft mouthUpperUpRight ' +
  'browDownLeft browDownRight browInnerUp browOuterUpLeft browOuterUpRight cheekPuff cheekSquintLeft ' +
  'cheekSquintRight noseSneerLeft noseSneerRight tongueOut'
).split(' ');

/** The 15 visemes of OVR LipSync and OpenXR, in the order of the columns of a `viseme15` track. */
export const VISEME15: readonly string[] = 'sil PP FF TH DD kk CH SS nn RR aa E I O U'.split(' ');

/** Where the visemes begin in {@link FACE_CHANNELS}. */
export const VISEME_OFFSET = ARKIT52.length;

/** Everything a face can do: the 52 ARKit channels, then `viseme_sil` to `viseme_U`. */
export const FACE_CHANNELS: readonly string[] = [...ARKIT52, ...VISEME15.map((name) => `viseme_${name}`)];

const INDEX = new Map(FACE_CHANNELS.map((name, index) => [name, index]));

/** Position of a channel in {@link FACE_CHANNELS}, or -1. */
export function channelIndex(name: string): number {
  const index = INDEX.get(name);
  return index === undefined ? -1 : index;
}

/** Positions of the channels named; throws on a name that is none, which is a mistake in a data table. */
export function channelIndices(names: readonly string[]): number[] {
  return names.map((name) => {
    const index = channelIndex(name);
    if (index < 0) throw new RangeError(`unknown face channel: ${name}`);
    return index;
  });
}

/**
 * Weights by channel name as an array over {@link FACE_CHANNELS}. A name that stands for a left and a right channel
 * (`mouthSmile`) sets both.
 */
export function faceOf(weights: { readonly [channel: string]: number }): Float32Array {
  const face = new Float32Array(FACE_CHANNELS.length);
  for (const name of Object.keys(weights)) {
    const names = INDEX.has(name) ? [name] : [`${name}Left`, `${name}Right`];
    for (const index of channelIndices(names)) face[index] = weights[name];
  }
  return face;
}

/** Number of columns of a track. */
export function channelCount(space: ChannelSpace): number {
  return space === 'arkit52' ? ARKIT52.length : VISEME15.length;
}

/** Face channel of a track's first column. */
export function channelOffset(space: ChannelSpace): number {
  return space === 'arkit52' ? 0 : VISEME_OFFSET;
}
