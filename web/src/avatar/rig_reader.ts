import type { Mesh, Object3D } from 'three';
import { channelIndex, FACE_CHANNELS } from '../core/channels.ts';
import type { JawDrive } from './jaw.ts';
import { ModelError } from './model_error.ts';
import type { SpeechSpace } from './rig_profile.ts';

/** A morph target that moves with one or more channels, each scaled. */
export interface MorphDrive {
  readonly channel: number;
  readonly gain: number;
}

/** How a model is read: what its morph targets are called, and what moves in place of those it lacks. */
export interface RigReader {
  /**
   * What the targets of a mesh move with, by target; those whose names say nothing to the reader may be left out.
   * Where names compete for a channel, only the best has it.
   */
  drivesOfMesh(dictionary: Readonly<Record<string, number>>): Map<number, MorphDrive[]>;
  /** Adds what stands in for the channels that are not `bound` in any mesh to one mesh's drives by target. */
  addStandIns(drives: Map<number, MorphDrive[]>, bound: ReadonlySet<number>): void;
  /** Which way a model talks whose meshes have targets for the `bound` channels. */
  speechSpaceOf(bound: ReadonlySet<number>, hasJawBone: boolean, hasMouthClip: boolean): SpeechSpace;
  /** The channels of a speech space that a model lacks, by name. */
  missingChannels(space: SpeechSpace, bound: ReadonlySet<number>): readonly string[];
  /** What turns the jaw of a model without mouth morph targets; `openDegrees` at a fully open mouth, if known. */
  driveJaw(bone: Object3D, model: Object3D, openDegrees?: number | null): JawDrive | null;
  /** How far the lips of a face stand apart, 0 to 1, for a model whose mouth only a clip can move. */
  mouthOpening(face: Float32Array): number;
}

function ownDrives(name: string): MorphDrive[] {
  const channel = channelIndex(name);
  return channel < 0 ? [] : [{ channel, gain: 1 }];
}

/** Reads models that bear every channel by its own name. They lack nothing, so nothing stands in. */
export const OWN_RIG: RigReader = {
  drivesOfMesh: (dictionary) => new Map(Object.keys(dictionary).map((name) => [dictionary[name]!, ownDrives(name)])),
  addStandIns: () => {},
  speechSpaceOf: () => 'arkit52',
  missingChannels: () => [],
  driveJaw: () => null,
  mouthOpening: () => 0,
};

/**
 * The reader for a model: our own for one that bears all channels and no other morph targets, else the one that
 * knows foreign spellings, stand-ins and jaws, a script of its own that is fetched for it.
 *
 * @throws ModelError `model_unreachable`, retryable, when that script does not come
 */
export async function readerFor(model: Object3D): Promise<RigReader> {
  const names = new Set<string>();
  model.traverse((node) => {
    for (const name of Object.keys((node as Mesh).morphTargetDictionary ?? {})) names.add(name);
  });
  if (names.size === FACE_CHANNELS.length && FACE_CHANNELS.every((name) => names.has(name))) return OWN_RIG;
  try {
    const foreign = await import('./foreign_rig.ts');
    return foreign.FOREIGN_RIG;
  } catch (cause) {
    throw new ModelError('model_unreachable', `the script for this model's rig did not come: ${String(cause)}`, true);
  }
}
