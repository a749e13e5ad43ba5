import type { Tier } from './tiers.ts';

/** What a tier draws. */
export interface TierSettings {
  readonly pixelRatio: number;
  /** Texels along a side of the key light's shadow map; 0 for no shadow. */
  readonly shadowTexels: number;
  /** The shadow is drawn anew every so many frames. */
  readonly shadowEvery: number;
  /** Lamps of the studio, most needed first. */
  readonly lamps: number;
  /** Texels along a side of the reflected surroundings, before filtering; 0 for plain light from above and below, as filtered
   * reflections cost a software renderer most of its time. */
  readonly environmentTexels: number;
  /** Second highlights of skin and cornea, fine weave, pores. */
  readonly fine: boolean;
  readonly springs: boolean;
}

export const TIER_SETTINGS: Readonly<Record<Tier, TierSettings>> = {
  low: {
    pixelRatio: 1,
    shadowTexels: 0,
    shadowEvery: 1,
    lamps: 2,
    environmentTexels: 0,
    fine: false,
    springs: false,
  },
  medium: {
    pixelRatio: 1.5,
    shadowTexels: 1024,
    shadowEvery: 2,
    lamps: 4,
    environmentTexels: 128,
    fine: false,
    springs: false,
  },
  high: {
    pixelRatio: 2,
    shadowTexels: 2048,
    shadowEvery: 1,
    lamps: 4,
    environmentTexels: 256,
    fine: true,
    springs: true,
  },
};
