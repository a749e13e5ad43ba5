import { keptInTab } from './tab_memory.ts';

/** How much a device can afford to draw. */
export type Tier = 'low' | 'medium' | 'high';
export const TIERS: readonly Tier[] = ['low', 'medium', 'high'];

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

/** Where a page keeps what was measured for the visitor's next one. */
export const TIER_KEY = 'visavis-tier';

/** Asks the browser. */
export function thisDevice(): Device {
  const { deviceMemory = 0, hardwareConcurrency = 0 } = navigator as Navigator & { deviceMemory?: number };
  return {
    memoryGb: deviceMemory,
    cores: hardwareConcurrency,
    handheld: matchMedia('(pointer: coarse)').matches,
    remembered: keptInTab(TIER_KEY),
  };
}
