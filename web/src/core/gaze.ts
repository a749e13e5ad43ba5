import type { Activity } from './activity.ts';
import { channelIndices } from './channels.ts';
import { Damper } from './damper.ts';
import type { FaceLayer } from './layer.ts';
import type { Random } from './random.ts';

/** Angle at which an eyeLook channel stands at 1. */
const FULL_YAW_RADIANS = 0.6;
const FULL_PITCH_RADIANS = 0.45;
const SACCADE_SETTLE_SECONDS = 0.06;
/** Small shifts around the point looked at: from eye to eye and mouth of whoever is in front. */
const FIXATION_RADIANS = 0.022;
/** Lids drop for a moment in a shift larger than this. */
const BLINK_SHIFT_RADIANS = 0.2;

interface Habit {
  /** Chance that the next shift is a look away, and where it goes: yaw to either side, pitch around a middle. */
  readonly awayChance: number;
  readonly awayYaw: readonly [number, number];
  readonly awayPitch: readonly [number, number];
  readonly awaySeconds: readonly [number, number];
  /** How long the eyes rest on the visitor between shifts. */
  readonly restSeconds: readonly [number, number];
}

/** Who listens looks at who speaks; who speaks looks away now and then; who thinks looks up and aside. */
const HABITS: { readonly [activity in Activity]: Habit } = {
  idle: { awayChance: 0.16, awayYaw: [0.1, 0.24], awayPitch: [-0.08, 0.06], awaySeconds: [0.4, 1.1], restSeconds: [0.5, 2.2] },
  listening: { awayChance: 0.05, awayYaw: [0.06, 0.14], awayPitch: [-0.08, 0], awaySeconds: [0.3, 0.6], restSeconds: [0.7, 2.4] },
  thinking: { awayChance: 0.85, awayYaw: [0.16, 0.32], awayPitch: [0.08, 0.2], awaySeconds: [0.9, 2.2], restSeconds: [0.3, 0.8] },
  speaking: { awayChance: 0.13, awayYaw: [0.08, 0.2], awayPitch: [-0.1, 0.08], awaySeconds: [0.35, 0.9], restSeconds: [0.5, 1.8] },
}; // biome-ignore format: a table

/**
 * Where the eyes look. Angles are seen from the avatar: yaw above 0 turns to its own left, pitch above 0 up.
 * Between commands the eyes shift a little, as living eyes do, and look away as the activity asks.
 */
export class GazeLayer implements FaceLayer {
  readonly name = 'gaze';
  weight = 1;
  readonly mouth = 'none';
  readonly eyes = 'none';
  readonly priority = 50;
  /** No movement of its own: for visitors who prefer reduced motion. */
  reducedMotion = false;
  /** Called when the eyes jump far, which living eyes seldom do without a blink. */
  onLeap: (() => void) | null = null;
  private readonly random: Random;
  private readonly angles = new Damper(2);
  private aimYaw = 0;
  private aimPitch = 0;
  private habit = HABITS.idle;
  private away = false;
  private untilShift = 0.8;
  private readonly channels = channelIndices([
    'eyeLookOutLeft',
    'eyeLookInRight',
    'eyeLookInLeft',
    'eyeLookOutRight',
    'eyeLookUpLeft',
    'eyeLookUpRight',
    'eyeLookDownLeft',
    'eyeLookDownRight',
  ]);

  constructor(random: Random = Math.random) {
    this.random = random;
  }

  /** Present angles in radians, for models whose eyes are bones. */
  get yaw(): number {
    return this.angles.values[0];
  }

  get pitch(): number {
    return this.angles.values[1];
  }

  /** Where the eyes are going, in radians: what a head turns after. */
  get goalYaw(): number {
    return this.angles.targets[0];
  }

  get goalPitch(): number {
    return this.angles.targets[1];
  }

  /** What the avatar is doing: who starts to think looks away soon, who starts to listen looks back at once. */
  set doing(activity: Activity) {
    const habit = HABITS[activity];
    if (habit === this.habit) return;
    this.habit = habit;
    this.untilShift = Math.min(this.untilShift, activity === 'thinking' ? 0.25 : 0.05);
    if (activity !== 'thinking') this.away = true;
  }

  /** Looks in a direction, in radians; (0, 0) is straight ahead. */
  lookAt(yaw: number, pitch: number): void {
    if (!(Number.isFinite(yaw) && Number.isFinite(pitch))) {
      throw new RangeError(`lookAt needs two angles in radians, got ${yaw}, ${pitch}`);
    }
    this.aimYaw = yaw;
    this.aimPitch = pitch;
    this.aim(0, 0);
    this.away = false;
    this.untilShift = 0.6;
  }

  update(dtSeconds: number): void {
    if (this.reducedMotion) {
      this.aim(0, 0);
    } else {
      this.untilShift -= dtSeconds;
      if (this.untilShift <= 0) this.shift();
    }
    this.angles.step(dtSeconds, SACCADE_SETTLE_SECONDS);
  }

  apply(face: Float32Array, gain: number): void {
    const yaw = (this.angles.values[0] / FULL_YAW_RADIANS) * gain;
    const pitch = (this.angles.values[1] / FULL_PITCH_RADIANS) * gain;
    const sideways = yaw > 0 ? 0 : 2;
    const upright = pitch > 0 ? 4 : 6;
    for (let i = 0; i < 2; i++) {
      face[this.channels[sideways + i]] += Math.abs(yaw);
      face[this.channels[upright + i]] += Math.abs(pitch);
    }
  }

  private shift(): void {
    const { random, habit } = this;
    // Nobody looks away twice in a row, but for thinkers, who go from one side to the other.
    this.away = (!this.away || habit === HABITS.thinking) && random() < habit.awayChance;
    if (this.away) {
      const side = random() < 0.5 ? -1 : 1;
      this.aim(side * this.within(habit.awayYaw), this.within(habit.awayPitch));
      this.untilShift = this.within(habit.awaySeconds);
    } else {
      this.aim((random() * 2 - 1) * FIXATION_RADIANS, (random() * 2 - 1) * FIXATION_RADIANS * 0.7);
      this.untilShift = this.within(habit.restSeconds);
    }
  }

  private within([low, high]: readonly [number, number]): number {
    return low + (high - low) * this.random();
  }

  private aim(yaw: number, pitch: number): void {
    const { values, targets } = this.angles;
    targets[0] = clamp(this.aimYaw + yaw, FULL_YAW_RADIANS);
    targets[1] = clamp(this.aimPitch + pitch, FULL_PITCH_RADIANS);
    const leap = Math.hypot(targets[0] - values[0], targets[1] - values[1]);
    if (leap > BLINK_SHIFT_RADIANS && !this.reducedMotion) this.onLeap?.();
  }
}

function clamp(angle: number, limit: number): number {
  return Math.max(-limit, Math.min(limit, angle));
}
