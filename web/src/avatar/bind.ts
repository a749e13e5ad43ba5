import type { Mesh, Object3D } from 'three';
import { channelIndex, FACE_CHANNELS } from '../core/channels.ts';
import { findJaw, JawDrive } from './jaw.ts';
import type { ModelManifest } from './manifest.ts';
import { drivesOf, type MorphDrive, STAND_INS } from './morph_names.ts';
import { missingChannels, type RigProfile, speechSpaceOf } from './rig_profile.ts';

const DEFAULT_JAW_OPEN_DEGREES = 14;
const JAW_OPEN = channelIndex('jawOpen');
const MOUTH_CLOSE = channelIndex('mouthClose');

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
 * any mesh moves its stand-ins. Without a mouth morph target the jaw bone is driven.
 */
export function bindFace(model: Object3D, manifest: Partial<ModelManifest> = {}, hasMouthClip = false): FaceBinding {
  const found: { mesh: Mesh; drives: Map<number, MorphDrive[]> }[] = [];
  const bound = new Set<number>();
  model.traverse((node) => {
    const mesh = node as Mesh;
    if (!mesh.isMesh || !mesh.morphTargetDictionary || !mesh.morphTargetInfluences) return;
    const drives = drivesOfMesh(mesh.morphTargetDictionary);
    if (drives.size === 0) return;
    found.push({ mesh, drives });
    for (const list of drives.values()) for (const drive of list) bound.add(drive.channel);
  });

  for (const { drives } of found) addStandIns(drives, bound);
  const jawNode = findJaw(model, manifest.jaw_bone);
  const speechSpace = speechSpaceOf(bound, jawNode !== null, hasMouthClip);
  const jaw =
    speechSpace === 'jaw' ? new JawDrive(jawNode!, model, manifest.jaw_open_deg ?? DEFAULT_JAW_OPEN_DEGREES) : null;
  const profile: RigProfile = {
    speechSpace,
    channels: FACE_CHANNELS.filter((_, channel) => bound.has(channel)),
    missing: missingChannels(speechSpace, bound),
    meshes: found.length,
    jawBone: jawNode?.name ?? null,
  };
  return new FaceBinding(
    profile,
    found.map(({ mesh, drives }) => flatten(mesh.morphTargetInfluences!, drives, manifest.gains ?? {})),
    jaw,
  );
}

/** Target index → drives. An alias gives way to a target that bears the channel's own name. */
function drivesOfMesh(dictionary: Record<string, number>): Map<number, MorphDrive[]> {
  const drives = new Map<number, MorphDrive[]>();
  const taken = new Set<number>();
  for (const wantExact of [true, false]) {
    for (const [name, target] of Object.entries(dictionary)) {
      const match = drivesOf(name);
      if (!match || match.exact !== wantExact) continue;
      const free = match.drives.filter((drive) => wantExact || !taken.has(drive.channel));
      if (free.length === 0) continue;
      drives.set(target, free.slice());
      if (wantExact) for (const drive of free) taken.add(drive.channel);
    }
  }
  return drives;
}

function addStandIns(drives: Map<number, MorphDrive[]>, bound: ReadonlySet<number>): void {
  const targetOf = new Map<number, number>();
  for (const [target, list] of drives) for (const drive of list) targetOf.set(drive.channel, target);
  const lend = (channel: number, from: number, gain: number) => {
    const target = targetOf.get(from);
    if (target !== undefined) drives.get(target)!.push({ channel, gain });
  };
  for (const [name, parts] of Object.entries(STAND_INS)) {
    const channel = channelIndex(name);
    if (bound.has(channel)) continue;
    for (const [part, gain] of Object.entries(parts)) lend(channel, channelIndex(part), gain);
  }
  // A closure must close whatever opens the mouth.
  if (!bound.has(MOUTH_CLOSE)) {
    const opener = bound.has(JAW_OPEN) ? JAW_OPEN : channelIndex('viseme_aa');
    lend(MOUTH_CLOSE, opener, -1);
  }
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
