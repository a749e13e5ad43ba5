import { type Object3D, Quaternion, Vector3 } from 'three';
import map from '../../../viseme_maps/morphs-to-channels.json';
import { channelIndex } from '../core/channels.ts';

const OPENING = Object.entries(map.jaw.opening).map(([name, share]) => [channelIndex(name), share] as const);

/** How far the lips stand apart, 0 to 1, whichever channel space the track is in. */
export function mouthOpening(face: Float32Array): number {
  let opening = 0;
  for (let i = 0; i < OPENING.length; i++) opening += face[OPENING[i]![0]]! * OPENING[i]![1];
  return opening < 0 ? 0 : opening > 1 ? 1 : opening;
}

/** Turns a jaw bone by the opening of the mouth. */
export class JawDrive {
  private readonly rest: Quaternion;
  private readonly axis = new Vector3();
  private readonly turn = new Quaternion();
  readonly bone: Object3D;
  private readonly openDegrees: number;

  /** `openDegrees` at a fully open mouth. The model faces +Z, as glTF says. */
  constructor(bone: Object3D, model: Object3D, openDegrees: number) {
    this.bone = bone;
    this.openDegrees = openDegrees;
    this.rest = bone.quaternion.clone();
    // Opening turns about the model's own side axis; the bone's rotation is written in its parent's frame.
    const parent = new Quaternion();
    const body = new Quaternion();
    model.updateWorldMatrix(true, true);
    bone.parent?.getWorldQuaternion(parent);
    model.getWorldQuaternion(body);
    this.axis.set(1, 0, 0).applyQuaternion(body).applyQuaternion(parent.invert()).normalize();
  }

  /** How far a rotation of the bone, a quaternion as a clip has it, opens the mouth: 0 to 1. */
  openingOf(rotation: ArrayLike<number>): number {
    const degrees = (this.turn.fromArray(rotation as number[]).angleTo(this.rest) * 180) / Math.PI;
    return Math.min(1, degrees / this.openDegrees);
  }

  apply(face: Float32Array): void {
    const radians = (mouthOpening(face) * this.openDegrees * Math.PI) / 180;
    this.turn.setFromAxisAngle(this.axis, radians);
    this.bone.quaternion.copy(this.turn).multiply(this.rest);
  }
}
