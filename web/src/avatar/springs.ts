import { Matrix4, type Object3D, Quaternion, Vector3 } from 'three';

/** A chain of bones that swings: hair, an earring. As the manifest has it. */
export interface SpringChain {
  /** From the root to the tip. */
  readonly bones: readonly string[];
  /** 0 limp to 1 stiff. */
  readonly stiffness: number;
  /** 0 swings on and on, 1 does not swing. */
  readonly drag: number;
  /** Pull downwards, metres per second squared. */
  readonly gravity: number;
  /** Kept from the head's middle by at least its resting distance less this. */
  readonly radius_m?: number;
}

/** Simulated in steps of this length, so that the swing is the same at every frame rate. */
const STEP_SECONDS = 1 / 60;
const MOST_STEPS = 4;
/** Stiffness 1 pulls back to rest within about this many steps. */
const STIFF_PULL = 0.35;
/** A jump farther than this in one step is a cut, not a movement. */
const CUT_METRES = 0.25;

interface Joint {
  readonly bone: Object3D;
  readonly rest: Quaternion;
  /** Where the tip is, in the bone's own frame. */
  readonly axis: Vector3;
  readonly length: number;
  readonly tip: Vector3;
  readonly before: Vector3;
  readonly chain: SpringChain;
}

/** Moves spring chains by Verlet integration of their tips, after everything else has moved. */
export class Springs {
  private readonly joints: Joint[] = [];
  private pending = 0;
  private readonly origin = new Vector3();
  private readonly goal = new Vector3();
  private readonly next = new Vector3();
  private readonly turn = new Quaternion();
  private readonly matrix = new Matrix4();

  /** Chains whose bones the model lacks are left out. */
  constructor(model: Object3D, chains: readonly SpringChain[]) {
    model.updateWorldMatrix(true, true);
    for (const chain of chains) {
      const bones = chain.bones.map((name) => model.getObjectByName(name));
      for (let i = 0; i < bones.length; i++) {
        const bone = bones[i];
        if (!bone) break;
        // The last bone has no child to aim at: its tip hangs as far on as the bone is long.
        const child = bones[i + 1];
        const axis = child ? child.position.clone() : (bone.position.clone() ?? new Vector3(0, -0.05, 0));
        if (axis.lengthSq() < 1e-8) axis.set(0, -0.05, 0);
        const tip = bone.localToWorld(axis.clone());
        this.joints.push({
          bone,
          rest: bone.quaternion.clone(),
          axis,
          length: tip.distanceTo(bone.getWorldPosition(this.origin)),
          tip,
          before: tip.clone(),
          chain,
        });
      }
    }
  }

  /** Number of bones that swing. */
  get size(): number {
    return this.joints.length;
  }

  update(dtSeconds: number): void {
    if (this.joints.length === 0) return;
    this.pending = Math.min(this.pending + dtSeconds, MOST_STEPS * STEP_SECONDS);
    const steps = Math.floor(this.pending / STEP_SECONDS);
    this.pending -= steps * STEP_SECONDS;
    this.joints[0]!.bone.parent?.updateWorldMatrix(true, false);
    for (let i = 0; i < this.joints.length; i++) this.swing(this.joints[i]!, steps);
  }

  /** Puts everything back to rest. */
  reset(): void {
    for (const { bone, rest } of this.joints) bone.quaternion.copy(rest);
  }

  private swing({ bone, rest, axis, length, tip, before, chain }: Joint, steps: number): void {
    const { origin, goal, next, turn, matrix } = this;
    bone.quaternion.copy(rest);
    bone.updateWorldMatrix(false, false);
    origin.setFromMatrixPosition(bone.matrixWorld);
    goal.copy(axis).applyMatrix4(bone.matrixWorld);
    if (goal.distanceTo(tip) > CUT_METRES) {
      tip.copy(goal);
      before.copy(goal);
    }
    for (let step = 0; step < steps; step++) {
      next
        .copy(tip)
        .sub(before)
        .multiplyScalar(1 - chain.drag)
        .add(tip);
      next.y -= chain.gravity * STEP_SECONDS * STEP_SECONDS;
      next.x += (goal.x - next.x) * chain.stiffness * STIFF_PULL;
      next.y += (goal.y - next.y) * chain.stiffness * STIFF_PULL;
      next.z += (goal.z - next.z) * chain.stiffness * STIFF_PULL;
      next.sub(origin).setLength(length).add(origin);
      before.copy(tip);
      tip.copy(next);
    }
    // The smallest turn that brings the resting tip to where it swung.
    matrix.copy(bone.matrixWorld).invert();
    next.copy(tip).applyMatrix4(matrix).normalize();
    goal.copy(axis).normalize();
    turn.setFromUnitVectors(goal, next);
    bone.quaternion.multiply(turn);
    bone.updateWorldMatrix(false, false);
  }
}
