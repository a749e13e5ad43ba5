/** How much a device can afford to draw. */
export type Tier = 'low' | 'medium' | 'high';
export const TIERS: readonly Tier[] = ['low', 'medium', 'high'];

/** What a tier draws. */
export interface TierSettings {
  readonly pixelRatio: number;
  /** Texels along a side of the key light's shadow map; 0 for no shadow. */
  readonly shadowTexels: number;
  /** The shadow is drawn anew every so many frames. */
  readonly shadowEvery: number;
  /** Lamps of the studio, most needed first. */
  readonly lamps: number;
  /** Texels along a side of the reflected surroundings, before filtering. */
  readonly environmentTexels: number;
  /** Second highlights of skin and cornea, fine weave, pores. */
  readonly fine: boolean;
  readonly springs: boolean;
}

export const TIER_SETTINGS: Readonly<Record<Tier, TierSettings>> = {
  low: {
    pixelRatio: 1.25,
    shadowTexels: 0,
    shadowEvery: 1,
    lamps: 3,
    environmentTexels: 64,
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

/** What a browser tells of its device; what it does not tell is 0. */
export interface Device {
  readonly memoryGb: number;
  readonly cores: number;
  readonly handheld: boolean;
  /** The tier that the visit before settled on, on this device. */
  readonly remembered: string | null;
}

/** The tier to begin with, before anything has been measured. */
export function guessTier({ memoryGb, cores, handheld, remembered }: Device): Tier {
  if (TIERS.includes(remembered as Tier)) return remembered as Tier;
  if ((memoryGb > 0 && memoryGb <= 2) || (cores > 0 && cores <= 2)) return 'low';
  if (handheld || (memoryGb > 0 && memoryGb <= 4) || (cores > 0 && cores <= 4)) return 'medium';
  return 'high';
}

const MEMORY_KEY = 'visavis-tier';

/** Asks the browser. */
export function thisDevice(): Device {
  const { deviceMemory = 0, hardwareConcurrency = 0 } = navigator as Navigator & { deviceMemory?: number };
  return {
    memoryGb: deviceMemory,
    cores: hardwareConcurrency,
    handheld: matchMedia('(pointer: coarse)').matches,
    remembered: rememberedTier(),
  };
}

/** Keeps what was measured for the visitor's next page. */
export function rememberTier(tier: Tier): void {
  try {
    sessionStorage.setItem(MEMORY_KEY, tier);
  } catch {}
}

function rememberedTier(): string | null {
  try {
    return sessionStorage.getItem(MEMORY_KEY);
  } catch {
    // A page in a sandbox has no storage.
    return null;
  }
}
