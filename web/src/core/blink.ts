import type { Activity } from './activity.ts';
import { channelIndices } from './channels.ts';
import type { FaceLayer } from './layer.ts';
import type { Random } from './random.ts';

// Spontaneous blinks: lids close in about 80 ms, rest closed for a moment, and open in about 170 ms.
const CLOSING_SECONDS = 0.08;
const CLOSED_SECONDS = 0.03;
const OPENING_SECONDS = 0.17;
const BLINK_SECONDS = CLOSING_SECONDS + CLOSED_SECONDS + OPENING_SECONDS;
const SHORTEST_PAUSE_SECONDS = 0.9;
const DOUBLE_BLINK_CHANCE = 0.12;
const DOUBLE_PAUSE_SECONDS = 0.12;

/**
 * Blinks a minute. Adults blink about 17 times a minute at rest and 26 in conversation (Bentivoglio et al., Movement
 * Disorders 12, 1997); less when their thoughts are elsewhere.
 */
export const BLINKS_PER_MINUTE: { readonly [activity in Activity]: number } = {
  idle: 17,
  listening: 20,
  thinking: 11,
  speaking: 26,
};

/** Lids that blink at uneven intervals, now and then twice. */
export class BlinkLayer implements FaceLayer {
  readonly name = 'blink';
  weight = 1;
  readonly mouth = 'none';
  readonly eyes = 'none';
  readonly priority = 60;
  /** How far the lids are closed, 0 to 1. */
  closed = 0;
  private readonly random: Random;
  private readonly channels = channelIndices(['eyeBlinkLeft', 'eyeBlinkRight']);
  private sinceStart = BLINK_SECONDS;
  private untilNext: number;
  private pace: Activity = 'idle';

  constructor(random: Random = Math.random) {
    this.random = random;
    this.untilNext = this.pause();
  }

  /** What the avatar is doing sets how often it blinks. */
  set doing(activity: Activity) {
    if (activity === this.pace) return;
    // The pause under way is stretched or shortened, so that a change of pace makes no blink of its own.
    this.untilNext *= BLINKS_PER_MINUTE[this.pace] / BLINKS_PER_MINUTE[activity];
    this.pace = activity;
  }

  /** Blinks now, unless a blink is under way. */
  blink(): void {
    if (this.sinceStart < BLINK_SECONDS) return;
    this.sinceStart = 0;
    this.untilNext = this.pause();
  }

  update(dtSeconds: number): void {
    if (this.sinceStart < BLINK_SECONDS) {
      this.sinceStart += dtSeconds;
    } else {
      this.untilNext -= dtSeconds;
      if (this.untilNext <= 0) {
        this.sinceStart = 0;
        this.untilNext = this.random() < DOUBLE_BLINK_CHANCE ? DOUBLE_PAUSE_SECONDS : this.pause();
      }
    }
    this.closed = lidAt(this.sinceStart);
  }

  apply(face: Float32Array, gain: number): void {
    for (let i = 0; i < this.channels.length; i++) face[this.channels[i]] += this.closed * gain;
  }

  /** Pauses between blinks are spread exponentially over a least pause. */
  private pause(): number {
    // Long pauses are cut off, and some blinks come in pairs: both move the mean, by about this much.
    const mean = (60 / BLINKS_PER_MINUTE[this.pace]) * 1.13 - BLINK_SECONDS;
    const spread = -Math.log(1 - this.random() * 0.98);
    return SHORTEST_PAUSE_SECONDS + Math.max(0, mean - SHORTEST_PAUSE_SECONDS) * spread * 1.085;
  }
}

function lidAt(seconds: number): number {
  if (seconds < CLOSING_SECONDS) return ease(seconds / CLOSING_SECONDS);
  if (seconds < CLOSING_SECONDS + CLOSED_SECONDS) return 1;
  if (seconds < BLINK_SECONDS) return ease((BLINK_SECONDS - seconds) / OPENING_SECONDS);
  return 0;
}

function ease(x: number): number {
  return x * x * (3 - 2 * x);
}
