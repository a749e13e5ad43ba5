import type { Mesh, Object3D } from 'three';
import { FACE_CHANNELS } from '../core/channels.ts';
import { findJaw } from './find_jaw.ts';
import type { JawDrive } from './jaw.ts';
import type { ModelManifest } from './manifest.ts';
import type { RigProfile } from './rig_profile.ts';
import { type MorphDrive, OWN_RIG, type RigReader } from './rig_reader.ts';

/** One mesh's morph targets as flat rows sorted by target, so that each is summed and written once. */
interface MeshRows {
  readonly influences: number[];
  readonly target: Uint16Array;
  readonly channel: Uint8Array;
  readonly gain: Float32Array;
}

/** Writes a mixed face to a model. */
export class FaceBinding {
  readonly profile: RigProfile;
  private readonly meshes: readonly MeshRows[];
  readonly jaw: JawDrive | null;

  constructor(profile: RigProfile, meshes: readonly MeshRows[], jaw: JawDrive | null) {
    this.profile = profile;
    this.meshes = meshes;
    this.jaw = jaw;
  }

  /** Writes every bound morph target once, from weights 0 to 1 over FACE_CHANNELS. Allocates nothing. */
  apply(face: Float32Array): void {
    for (let m = 0; m < this.meshes.length; m++) {
      const { influences, target, channel, gain } = this.meshes[m]!;
      let row = 0;
      while (row < target.length) {
        const at = target[row]!;
        let sum = 0;
        while (row < target.length && target[row] === at) {
          sum += face[channel[row]!]! * gain[row]!;
          row++;
        }
        influences[at] = sum < 0 ? 0 : sum > 1 ? 1 : sum;
      }
    }
    this.jaw?.apply(face);
  }
}

/**
 * Finds the morph targets of every mesh of `model` for the channels of a face.
 *
 * Meshes that share a target (head, teeth, tongue, lashes) all move. A channel for which the model has no target in
 * any mesh moves its stand-ins. Without a mouth morph target the jaw bone is driven. Both need a `reader` that knows
 * them: the default reads complete models only.
 */
export function bindFace(
  model: Object3D,
  manifest: Partial<ModelManifest> = {},
  hasMouthClip = false,
  reader: RigReader = OWN_RIG,
): FaceBinding {
  const found: { mesh: Mesh; drives: Map<number, MorphDrive[]> }[] = [];
  const bound = new Set<number>();
  model.traverse((node) => {
    const mesh = node as Mesh;
    if (!mesh.isMesh || !mesh.morphTargetDictionary || !mesh.morphTargetInfluences) return;
    const drives = reader.drivesOfMesh(mesh.morphTargetDictionary);
    if (drives.size === 0) return;
    found.push({ mesh, drives });
    for (const list of drives.values()) for (const drive of list) bound.add(drive.channel);
  });

  for (const { drives } of found) reader.addStandIns(drives, bound);
  const jawNode = findJaw(model, manifest.jaw_bone);
  const speechSpace = reader.speechSpaceOf(bound, jawNode !== null, hasMouthClip);
  const jaw = speechSpace === 'jaw' ? reader.driveJaw(jawNode!, model, manifest.jaw_open_deg) : null;
  const profile: RigProfile = {
    speechSpace,
    channels: FACE_CHANNELS.filter((_, channel) => bound.has(channel)),
    missing: reader.missingChannels(speechSpace, bound),
    meshes: found.length,
    jawBone: jawNode?.name ?? null,
  };
  return new FaceBinding(
    profile,
    found.map(({ mesh, drives }) => flatten(mesh.morphTargetInfluences!, drives, manifest.gains ?? {})),
    jaw,
  );
}

function flatten(
  influences: number[],
  drives: Map<number, MorphDrive[]>,
  gains: Readonly<Record<string, number>>,
): MeshRows {
  const rows: { target: number; channel: number; gain: number }[] = [];
  for (const [target, list] of drives) {
    for (const { channel, gain } of list)
      rows.push({ target, channel, gain: gain * (gains[FACE_CHANNELS[channel]!] ?? 1) });
  }
  rows.sort((a, b) => a.target - b.target);
  return {
    influences,
    target: Uint16Array.from(rows, (row) => row.target),
    channel: Uint8Array.from(rows, (row) => row.channel),
    gain: Float32Array.from(rows, (row) => row.gain),
  };
}
