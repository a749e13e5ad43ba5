import { type Object3D, Quaternion, Vector3 } from 'three';
import type { HeadMotion } from '../core/head_motion.ts';
import type { Body } from './body.ts';

/** How a turn of the head is spread over the bones that carry it. */
const SHARES: readonly (readonly [pattern: RegExp, share: number])[] = [
  [/^(mixamorig:?|J_Bip_C_|Bip\d+[ _])?head$/i, 0.6],
  [/^(mixamorig:?|J_Bip_C_|Bip\d+[ _])?neck$/i, 0.28],
  [/^(mixamorig:?|J_Bip_C_|Bip\d+[ _])?(spine2|upperchest|chest)$/i, 0.12],
];
const CHEST = 2;
const EYES = /^(mixamorig:?|J_Adj_[LR]_(Face)?)?((left|right)_?eye|eye_?(left|right|l|r)|FaceEye)$/i;

/** Breathing of a model that has no idle clip: about 14 breaths a minute. */
const BREATH_SECONDS = 4.2;
const BREATH_RADIANS = 0.012;

/** A bone that is turned on top of what a clip does to it. */
class Turned {
  private readonly bone: Object3D;
  /** Model axes as this bone's parent sees them at rest: side, up, ahead. */
  private readonly axes: readonly Vector3[];
  private readonly base = new Quaternion();
  private readonly written = new Quaternion();
  private readonly step = new Quaternion();

  constructor(bone: Object3D, model: Object3D) {
    this.bone = bone;
    const parent = (bone.parent ?? model).getWorldQuaternion(new Quaternion()).invert();
    const whole = model.getWorldQuaternion(new Quaternion());
    this.axes = [new Vector3(1, 0, 0), new Vector3(0, 1, 0), new Vector3(0, 0, 1)].map((axis) =>
      axis.applyQuaternion(whole).applyQuaternion(parent),
    );
    this.base.copy(bone.quaternion);
    this.written.copy(bone.quaternion);
  }

  /** Takes the turn back, so that a clip that holds its value finds it as it left it. */
  release(): void {
    if (this.bone.quaternion.equals(this.written)) this.bone.quaternion.copy(this.base);
  }

  turn(pitch: number, yaw: number, roll: number): void {
    const { bone, base, axes, step, written } = this;
    base.copy(bone.quaternion);
    bone.quaternion.premultiply(step.setFromAxisAngle(axes[0]!, pitch));
    bone.quaternion.premultiply(step.setFromAxisAngle(axes[2]!, -roll));
    bone.quaternion.premultiply(step.setFromAxisAngle(axes[1]!, yaw));
    written.copy(bone.quaternion);
  }
}

/** Turns head, neck and chest, and eye bones where eyes are not morph targets, on top of the clips. */
export class BodyMotion implements Body {
  private readonly bones: readonly { readonly turned: Turned; readonly share: number; readonly chest: boolean }[];
  private readonly eyes: readonly Turned[];
  private readonly breathes: boolean;
  private breath = 0;

  /** @param drivesEyes whether eye bones are to be turned; @param breathes whether no clip breathes for the model */
  constructor(model: Object3D, drivesEyes: boolean, breathes: boolean) {
    this.breathes = breathes;
    const bones: { turned: Turned; share: number; chest: boolean }[] = [];
    const eyes: Turned[] = [];
    model.updateWorldMatrix(true, true);
    for (let part = 0; part < SHARES.length; part++) {
      const [pattern, share] = SHARES[part]!;
      const bone = find(model, (name) => pattern.test(name))[0];
      if (bone) bones.push({ turned: new Turned(bone, model), share, chest: part === CHEST });
    }
    if (drivesEyes) for (const eye of find(model, (name) => EYES.test(name))) eyes.push(new Turned(eye, model));
    // A model without a neck turns its head by the whole.
    const total = bones.reduce((sum, { share }) => sum + share, 0) || 1;
    this.bones = bones.map((bone) => ({ ...bone, share: bone.share / total }));
    this.eyes = eyes;
  }

  release(): void {
    for (let i = 0; i < this.bones.length; i++) this.bones[i]!.turned.release();
    for (let i = 0; i < this.eyes.length; i++) this.eyes[i]!.release();
  }

  apply(dtSeconds: number, head: HeadMotion, gazeYaw: number, gazePitch: number): void {
    this.breath = (this.breath + dtSeconds / BREATH_SECONDS) % 1;
    const breath = this.breathes && !head.reducedMotion ? BREATH_RADIANS * Math.sin(this.breath * Math.PI * 2) : 0;
    for (let i = 0; i < this.bones.length; i++) {
      const { turned, share, chest } = this.bones[i]!;
      turned.turn(head.pitch * share - (chest ? breath : -breath * 0.4), head.yaw * share, head.roll * share);
    }
    // The head has gone a part of the way already.
    for (let i = 0; i < this.eyes.length; i++) this.eyes[i]!.turn(-gazePitch * 0.7, gazeYaw * 0.7, 0);
  }
}

function find(model: Object3D, wanted: (name: string) => boolean): Object3D[] {
  const found: Object3D[] = [];
  model.traverse((node) => {
    if (!(node as { isMesh?: boolean }).isMesh && wanted(node.name)) found.push(node);
  });
  return found;
}
