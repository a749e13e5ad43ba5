import type { Tier } from './tiers.ts';

/** A step of the ladder: a tier, and on the lowest a share of its pixels along a side. */
export interface Rung {
  readonly tier: Tier;
  readonly scale: number;
}

/** From least to most. */
export const RUNGS: readonly Rung[] = [
  { tier: 'low', scale: 0.64 },
  { tier: 'low', scale: 0.8 },
  { tier: 'low', scale: 1 },
  { tier: 'medium', scale: 1 },
  { tier: 'high', scale: 1 },
];

/** Compiling shaders and sending textures make the first frames slow; they tell nothing about the next. */
const WARM_UP_MS = 600;
const WARM_UP_FRAMES = 4;
const WINDOW_MS = 1000;
const FEWEST_FRAMES = 8;
/** A gap this long was a hidden tab or a stalled page, not drawing. */
const LONGEST_FRAME_MS = 700;
/** Below this share of the rate asked for, a picture is too rich; above the other one it is as smooth as can be. */
const POOR = 0.62;
const SMOOTH = 0.93;
/** Far below: two steps at once. */
const HOPELESS = 0.3;
/** A page that spends more of a frame than this in our own code has no room for more. */
const BUSY = 0.5;
const BAD_WINDOWS = 2;
const STEADY_MS = 12_000;
const BETWEEN_CHANGES_MS = 4000;
/** After a rung was too much it is left alone for so long, and twice as long each further time. */
const BAN_MS = 180_000;

/** A change of rung and what it was decided on. */
export interface QualityChange {
  readonly rung: Rung;
  /** Frames a second that were measured. */
  readonly fps: number;
}

/**
 * Chooses how rich the picture is by the frames that were drawn: the first second decides at once, later only what
 * lasts. It goes up when the picture has been smooth for long, and never back soon to what was too much.
 *
 * Time comes in with the frames, so that a test can make its own.
 */
export class QualityGovernor {
  private readonly top: number;
  private readonly wantedFps: number;
  private at: number;
  private startMs = -1;
  private warmFrames = 0;
  private lastMs = -1;
  private windowStart = 0;
  private readonly gaps: number[] = [];
  private busy = 0;
  private badWindows = 0;
  private judged = false;
  private smoothSince = -1;
  private changedMs = Number.NEGATIVE_INFINITY;
  private held = false;
  private readonly bans = RUNGS.map(() => ({ untilMs: 0, times: 0 }));

  /** @param maxFps the cap on the rate of frames, 0 for none: what the screen shows, 60 taken as enough */
  constructor(start: Tier, maxFps = 0, top: Tier = 'high') {
    this.top = indexOf(top);
    this.at = Math.min(this.top, indexOf(start));
    this.wantedFps = maxFps > 0 ? Math.min(60, maxFps) : 60;
  }

  get rung(): Rung {
    return RUNGS[this.at]!;
  }

  /** Forgets what it was measuring: a model has been put on the stage, a tier applied. Frames after it warm up. */
  restart(): void {
    this.startMs = -1;
    this.held = false;
  }

  /** Measures nothing until the next restart: a level is being loaded, which makes frames late. */
  hold(): void {
    this.held = true;
  }

  /**
   * Takes a drawn frame.
   *
   * @param nowMs when, in the time of animation frames
   * @param busyMs time spent in our own code for it
   * @returns the rung to change to, or null
   */
  frame(nowMs: number, busyMs: number): QualityChange | null {
    const gap = nowMs - this.lastMs;
    this.lastMs = nowMs;
    if (this.held) return null;
    if (this.startMs < 0) {
      this.startMs = nowMs;
      this.warmFrames = 0;
      this.judged = false;
      this.smoothSince = -1;
      this.badWindows = 0;
    }
    if (this.warmFrames++ < WARM_UP_FRAMES || nowMs - this.startMs < WARM_UP_MS || gap > LONGEST_FRAME_MS) {
      this.open(nowMs);
      return null;
    }
    this.gaps.push(gap);
    this.busy += busyMs;
    if (nowMs - this.windowStart < WINDOW_MS || this.gaps.length < FEWEST_FRAMES) return null;
    return this.judge(nowMs);
  }

  private judge(nowMs: number): QualityChange | null {
    const { gaps } = this;
    const fps = 1000 / mean(gaps);
    const busyShare = this.busy / gaps.length / (1000 / this.wantedFps);
    // The median forgives a single hitch where there are many frames.
    const usual = 1000 / median(gaps);
    const first = !this.judged;
    this.judged = true;
    this.open(nowMs);
    const share = usual / this.wantedFps;
    if (share >= POOR) this.badWindows = 0;
    else if (++this.badWindows >= (first ? 1 : BAD_WINDOWS) && this.rested(nowMs))
      return this.move(this.at - (share < HOPELESS ? 2 : 1), nowMs, fps);
    if (share < SMOOTH || busyShare > BUSY) this.smoothSince = -1;
    else if (this.smoothSince < 0) this.smoothSince = nowMs;
    else if (nowMs - this.smoothSince >= STEADY_MS && this.rested(nowMs)) return this.move(this.at + 1, nowMs, fps);
    return null;
  }

  private move(to: number, nowMs: number, fps: number): QualityChange | null {
    const target = Math.min(this.top, Math.max(0, to));
    if (target === this.at || (target > this.at && nowMs < this.bans[target]!.untilMs)) return null;
    if (target < this.at) {
      for (let rung = target + 1; rung <= this.at; rung++) {
        const ban = this.bans[rung]!;
        ban.untilMs = nowMs + BAN_MS * 2 ** ban.times++;
      }
    }
    this.at = target;
    this.changedMs = nowMs;
    this.restart();
    return { rung: this.rung, fps };
  }

  private rested(nowMs: number): boolean {
    return nowMs - this.changedMs >= BETWEEN_CHANGES_MS;
  }

  private open(nowMs: number): void {
    this.windowStart = nowMs;
    this.gaps.length = 0;
    this.busy = 0;
  }
}

function indexOf(tier: Tier): number {
  return RUNGS.findIndex((rung) => rung.tier === tier && rung.scale === 1);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}
