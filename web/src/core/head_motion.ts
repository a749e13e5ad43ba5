import { Damper } from './damper.ts';
import type { Random } from './random.ts';

/** A head nods down on what it stresses, by up to this. */
const NOD_RADIANS = 0.055;
const NOD_SETTLE_SECONDS = 0.2;
/** Between phrases it takes up another posture. */
const POSTURE_YAW_RADIANS = 0.05;
const POSTURE_ROLL_RADIANS = 0.035;
const POSTURE_PITCH_RADIANS = 0.018;
const POSTURE_SETTLE_SECONDS = 0.75;
/** Silence of this length inside speech ends a phrase. */
const PHRASE_GAP_SECONDS = 0.22;
const LONGEST_PHRASE_SECONDS = 3.2;
/** Eyes go first; the head follows the part of a look that is more than this, by this share. */
const EYES_ALONE_RADIANS = 0.12;
const FOLLOW_SHARE = 0.55;
const FOLLOW_SETTLE_SECONDS = 0.5;

/**
 * How a head moves while its owner speaks and looks about, on top of whatever clip plays. Radians about the model's own
 * axes: yaw above 0 to its left, pitch above 0 down (a nod), roll above 0 towards its left shoulder.
 */
export class HeadMotion {
  yaw = 0;
  pitch = 0;
  roll = 0;
  /** No movement: for visitors who prefer reduced motion. */
  reducedMotion = false;
  private readonly random: Random;
  private readonly nod = new Damper(1);
  private readonly posture = new Damper(3);
  private readonly follow = new Damper(2);
  private silentSeconds = 1;
  private phraseSeconds = 0;

  constructor(random: Random = Math.random) {
    this.random = random;
  }

  /**
   * One frame. `stress` 0 to 1 of the voice now, `voiced` whether it sounds; `gazeYaw`, `gazePitch` (up) where the
   * eyes are going.
   */
  update(dtSeconds: number, stress: number, voiced: boolean, gazeYaw: number, gazePitch: number): void {
    const { nod, posture, follow } = this;
    if (this.reducedMotion) {
      this.yaw = this.pitch = this.roll = 0;
      return;
    }
    this.breatheOut(dtSeconds, voiced);
    nod.targets[0] = voiced ? stress * NOD_RADIANS : 0;
    nod.step(dtSeconds, NOD_SETTLE_SECONDS);
    posture.step(dtSeconds, POSTURE_SETTLE_SECONDS);
    follow.targets[0] = beyond(gazeYaw) * FOLLOW_SHARE;
    follow.targets[1] = beyond(gazePitch) * FOLLOW_SHARE;
    follow.step(dtSeconds, FOLLOW_SETTLE_SECONDS);
    this.yaw = posture.values[0] + follow.values[0];
    this.pitch = nod.values[0] + posture.values[2] - follow.values[1];
    this.roll = posture.values[1];
  }

  /** Phrases: a new posture where one begins, back to the middle when nobody has spoken for a while. */
  private breatheOut(dtSeconds: number, voiced: boolean): void {
    if (voiced) {
      this.phraseSeconds += dtSeconds;
      if (this.silentSeconds > PHRASE_GAP_SECONDS || this.phraseSeconds > LONGEST_PHRASE_SECONDS) this.repose(1);
      this.silentSeconds = 0;
      return;
    }
    const before = this.silentSeconds;
    this.silentSeconds += dtSeconds;
    if (before < 1 && this.silentSeconds >= 1) this.repose(0);
  }

  private repose(share: number): void {
    const { targets } = this.posture;
    const one = () => (this.random() * 2 - 1) * share;
    targets[0] = one() * POSTURE_YAW_RADIANS;
    targets[1] = one() * POSTURE_ROLL_RADIANS;
    targets[2] = one() * POSTURE_PITCH_RADIANS;
    this.phraseSeconds = 0;
  }
}

function beyond(radians: number): number {
  const over = Math.abs(radians) - EYES_ALONE_RADIANS;
  return over > 0 ? Math.sign(radians) * over : 0;
}
