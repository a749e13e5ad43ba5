import type { AnimationClip } from 'three';
import { bindFace, type FaceBinding } from './bind.ts';
import { classifyClips } from './clip_roles.ts';
import { ClipPlayer } from './clips.ts';
import { type LoadedModel, loadModel } from './load.ts';
import { findModel, type ModelManifest } from './manifest.ts';
import { dressModel } from './materials.ts';
import { bakeMouthClips } from './mouth_bake.ts';
import type { MouthLoop } from './mouth_clip.ts';
import { type RigReader, readerFor } from './rig_reader.ts';

/** A model that can perform: its face bound to channels, its clips sorted and its body idling. */
export class Performer {
  readonly binding: FaceBinding;
  readonly clips: ClipPlayer;
  /** Mouth clips as weights on channels, where they move morph targets that are bound. */
  readonly mouthLoop: MouthLoop | null;

  readonly model: LoadedModel;
  readonly manifest: ModelManifest;
  private readonly reader: RigReader;

  /** `reader` must be one that can read the model, see {@link readerFor}. */
  constructor(model: LoadedModel, manifest: ModelManifest, reader: RigReader) {
    this.reader = reader;
    this.model = model;
    this.manifest = manifest;
    const { scene, animations } = model;
    const roles = classifyClips(
      animations.map((clip) => clip.name),
      manifest.clips,
    );
    this.binding = bindFace(scene, manifest, roles.mouth.length > 0, reader);
    const { speechSpace, meshes, jawBone } = this.binding.profile;
    const mouthClips = roles.mouth.map((name) => animations.find((clip) => clip.name === name)!);
    this.mouthLoop =
      meshes > 0 || speechSpace === 'jaw' ? bakeMouthClips(mouthClips, scene, this.binding.jaw, reader) : null;
    this.clips = new ClipPlayer(scene, animations, roles, meshes > 0, speechSpace === 'jaw' ? jawBone : null);
  }

  /** True when mouth clips can only be played as clips: they move no morph target or jaw that is bound. */
  get hasMouthClipOnly(): boolean {
    return this.mouthLoop === null && this.clips.roles.mouth.length > 0;
  }

  /**
   * Moves the body on, then writes the face: what a binding writes always wins over a clip.
   *
   * @param mouthClips true while the mouth clips are asked to repeat
   */
  perform(face: Float32Array, dtSeconds: number, mouthClips: boolean): void {
    if (this.hasMouthClipOnly) {
      const opening = this.binding.profile.speechSpace === 'clip' ? this.reader.mouthOpening(face) : 0;
      this.clips.setMouth(mouthClips ? 1 : opening, dtSeconds);
    }
    this.clips.update(dtSeconds);
    this.binding.apply(face);
  }

  dispose(): void {
    this.clips.dispose();
  }
}

/**
 * Loads the model of a manifest (or a bare GLB) with its extra clip files.
 *
 * @throws ModelError when the model cannot be had; a clip file that cannot be had is only reported to `onWarning`
 */
export async function loadPerformer(
  url: string,
  onProgress: (fraction: number) => void,
  onWarning: (message: string) => void,
  signal?: AbortSignal,
): Promise<Performer> {
  const { manifest, file, clipFiles } = await findModel(url);
  const [model, ...extra] = await Promise.all([
    loadModel(file, onProgress, signal),
    ...clipFiles.map((clip) => loadClips(clip, onWarning, signal)),
  ]);
  const reader = await readerFor(model.scene);
  dressModel(model.scene);
  return new Performer({ scene: model.scene, animations: model.animations.concat(...extra) }, manifest, reader);
}

async function loadClips(
  url: string,
  onWarning: (message: string) => void,
  signal?: AbortSignal,
): Promise<AnimationClip[]> {
  try {
    return (await loadModel(url, () => {}, signal)).animations;
  } catch (cause) {
    if (signal?.aborted) throw cause;
    onWarning(cause instanceof Error ? cause.message : String(cause));
    return [];
  }
}
