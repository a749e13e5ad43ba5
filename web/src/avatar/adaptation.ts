import { loadFirst } from './load.ts';
import type { Look } from './look.ts';
import { filesFor } from './manifest.ts';
import { QualityGovernor } from './quality.ts';
import type { Stage } from './stage.ts';
import { TIER_SETTINGS } from './tier_settings.ts';
import { TIER_KEY, type Tier } from './tiers.ts';

/** `auto` measures; a tier stays. */
export type QualityMode = 'auto' | Tier;
/** Why the tier has changed: by what was measured, or because the host asked for it. */
export type QualityReason = 'slow' | 'headroom' | 'asked';

export interface AdaptationCallbacks {
  /** The model's meshes are others: what writes to them is to find them anew. */
  readonly meshesChanged: () => void;
  readonly changed: (tier: Tier, reason: QualityReason, fps: number) => void;
  readonly warned: (message: string) => void;
}

/**
 * Keeps the picture of one model as rich as the device can afford: applies tiers to stage and materials, and changes
 * the model's level of detail behind them.
 *
 * Down, the cheaper drawing comes at once and the smaller meshes when they have come; up, everything in one frame
 * when it has all come.
 */
export class Adaptation {
  private readonly stage: Stage;
  private readonly look: Look;
  private readonly callbacks: AdaptationCallbacks;
  private readonly maxFps: number;
  private governor: QualityGovernor | null = null;
  private loading: AbortController | null = null;
  private level: readonly string[];

  constructor(stage: Stage, look: Look, mode: QualityMode, maxFps: number, callbacks: AdaptationCallbacks) {
    this.stage = stage;
    this.look = look;
    this.callbacks = callbacks;
    this.maxFps = maxFps;
    this.level = filesFor(look.source, look.tier);
    if (mode === 'auto') this.governor = new QualityGovernor(stage.tier, maxFps);
    else if (mode !== stage.tier || mode !== look.tier) this.go(mode, 1, 'asked', 0);
  }

  /** Measures from now on, or keeps to a tier. */
  setMode(mode: QualityMode): void {
    if (mode === 'auto') {
      this.governor ??= new QualityGovernor(this.stage.tier, this.maxFps);
    } else {
      this.governor = null;
      this.go(mode, 1, 'asked', 0);
    }
  }

  /** Takes a drawn frame: when it was, and how long it kept our own code busy. */
  frame(nowMs: number, busyMs: number): void {
    const before = this.stage.tier;
    const change = this.governor?.frame(nowMs, busyMs);
    if (!change) return;
    const { tier, scale } = change.rung;
    this.go(tier, scale, richer(tier, before) ? 'headroom' : 'slow', change.fps);
  }

  dispose(): void {
    this.loading?.abort();
  }

  private go(tier: Tier, scale: number, reason: QualityReason, fps: number): void {
    const { stage, look } = this;
    this.loading?.abort();
    this.loading = null;
    const files = filesFor(look.source, tier);
    const other = files.join() !== this.level.join();
    const up = richer(tier, stage.tier);
    const apply = () => {
      const changed = stage.tier !== tier;
      stage.setTier(tier, TIER_SETTINGS[tier], scale);
      if (look.tier !== tier) look.dress(tier);
      if (!changed) return;
      if (this.governor) rememberTier(tier);
      this.callbacks.changed(tier, reason, fps);
    };
    if (!other) {
      apply();
      this.governor?.restart();
      return;
    }
    if (!up) apply();
    this.governor?.hold();
    const loading = new AbortController();
    this.loading = loading;
    loadFirst(files, () => {}, loading.signal)
      .then(({ scene }) => {
        if (this.loading !== loading) return;
        this.level = files;
        look.wear(scene, tier);
        this.callbacks.meshesChanged();
        if (up) apply();
      })
      .catch((cause: unknown) => {
        if (loading.signal.aborted) return;
        this.callbacks.warned(cause instanceof Error ? cause.message : String(cause));
        // What cannot be had is not asked for again.
        if (up && this.governor) this.governor = new QualityGovernor(stage.tier, this.maxFps, stage.tier);
      })
      .finally(() => {
        if (this.loading !== loading) return;
        this.loading = null;
        this.governor?.restart();
      });
  }
}

const ORDER: Readonly<Record<Tier, number>> = { low: 0, medium: 1, high: 2 };
const richer = (a: Tier, b: Tier): boolean => ORDER[a] > ORDER[b];

function rememberTier(tier: Tier): void {
  try {
    sessionStorage.setItem(TIER_KEY, tier);
  } catch {
    // A page in a sandbox has no storage.
  }
}
