import { channelIndices } from './channels.ts';
import { Damper } from './damper.ts';
import type { FaceLayer } from './layer.ts';
import type { Random } from './random.ts';

/** Angle at which an eyeLook channel stands at 1. */
const FULL_YAW_RADIANS = 0.6;
const FULL_PITCH_RADIANS = 0.45;
const SACCADE_SETTLE_SECONDS = 0.06;
/** Small shifts around the point looked at, and the rarer glance aside. */
const FIXATION_RADIANS = 0.025;
const GLANCE_RADIANS = 0.22;
const GLANCE_CHANCE = 0.14;

/**
 * Where the eyes look. Angles are seen from the avatar: yaw above 0 turns to its own left, pitch above 0 up.
 * Between commands the eyes shift a little, as living eyes do, and sometimes glance aside.
 */
export class GazeLayer implements FaceLayer {
  readonly name = 'gaze';
  weight = 1;
  readonly mouth = 'none';
  readonly eyes = 'none';
  readonly priority = 50;
  /** No movement of its own: for visitors who prefer reduced motion. */
  reducedMotion = false;
  private readonly random: Random;
  private readonly angles = new Damper(2);
  private aimYaw = 0;
  private aimPitch = 0;
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

  /** Looks in a direction, in radians; (0, 0) is straight ahead. */
  lookAt(yaw: number, pitch: number): void {
    if (!(Number.isFinite(yaw) && Number.isFinite(pitch))) {
      throw new RangeError(`lookAt needs two angles in radians, got ${yaw}, ${pitch}`);
    }
    this.aimYaw = yaw;
    this.aimPitch = pitch;
    this.aim(0, 0);
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
    const glance = this.random() < GLANCE_CHANCE;
    const reach = glance ? GLANCE_RADIANS : FIXATION_RADIANS;
    this.aim((this.random() * 2 - 1) * reach, (this.random() * 2 - 1) * reach * 0.5);
    // A glance is short; the eyes rest longer on who is in front of them.
    this.untilShift = glance ? 0.3 + this.random() * 0.5 : 0.5 + this.random() * 1.7;
  }

  private aim(yaw: number, pitch: number): void {
    this.angles.targets[0] = clamp(this.aimYaw + yaw, FULL_YAW_RADIANS);
    this.angles.targets[1] = clamp(this.aimPitch + pitch, FULL_PITCH_RADIANS);
  }
}

function clamp(angle: number, limit: number): number {
  return Math.max(-limit, Math.min(limit, angle));
}
