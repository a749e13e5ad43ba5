import { channelIndex } from '../core/channels.ts';

const OPENERS: readonly (readonly [number, number])[] = (
  [
    ['jawOpen', 1],
    ['viseme_aa', 0.8],
    ['viseme_O', 0.6],
    ['viseme_E', 0.5],
    ['viseme_I', 0.35],
    ['viseme_TH', 0.35],
    ['viseme_DD', 0.3],
    ['viseme_kk', 0.35],
    ['viseme_RR', 0.3],
    ['viseme_nn', 0.3],
    ['viseme_CH', 0.3],
    ['viseme_SS', 0.25],
    ['mouthLowerDownLeft', 0.2],
    ['mouthLowerDownRight', 0.2],
    ['mouthSmileLeft', 0.1],
    ['mouthSmileRight', 0.1],
    ['mouthClose', -1],
  ] as const
).map(([name, share]) => [channelIndex(name), share]);

/** How much light a mixed face lets into its mouth, 0 to 1. Allocates nothing. */
export function lipsApart(face: Float32Array): number {
  let open = 0;
  for (let i = 0; i < OPENERS.length; i++) open += face[OPENERS[i]![0]]! * OPENERS[i]![1];
  return open < 0 ? 0 : open > 1 ? 1 : open;
}
