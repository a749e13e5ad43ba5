/** One framing: the point in the middle of the picture and how many metres of height are shown. */
export interface Shot {
  readonly target: readonly [number, number, number];
  readonly height_m: number;
}

export type ShotName = 'full' | 'upper' | 'head' | 'mid';
export const SHOT_NAMES: readonly ShotName[] = ['full', 'mid', 'upper', 'head'];
