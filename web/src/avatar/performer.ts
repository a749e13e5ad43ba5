import type { AnimationClip } from 'three';
import { bindFace, type FaceBinding } from './bind.ts';
import type { Body } from './body.ts';
import { BodyMotion } from './body_motion.ts';
import { classifyClips } from './clip_roles.ts';
import { ClipPlayer } from './clips.ts';
import type { ComingModel } from './fetch_model.ts';
import { type LoadedModel, loadFirst, loadModel } from './load.ts';
import type { Look } from './look.ts';
import { filesFor, type ModelManifest } from './manifest.ts';
import { ModelError } from './model_error.ts';
import type { MouthLoop } from './mouth_clip.ts';
import { type RigReader, readerFor } from './rig_reader.ts';
import { Springs } from './springs.ts';
import type { Tier } from './tiers.ts';

type Baker = typeof import('./mouth_bake.ts');

/** A model that can perform: its face bound to channels, its clips sorted and its body idling. */
export class Performer {
  private bound: FaceBinding;
  /** Its materials and colours; null for a model that stays as it was loaded. */
  look: Look | null = null;
  readonly clips: ClipPlayer;
  /** Mouth clips as weights on channels, where they move morph targets that are bound. */
  readonly mouthLoop: MouthLoop | null;

  readonly model: LoadedModel;
  readonly manifest: ModelManifest;
  private readonly reader: RigReader;

  /**
   * @param reader must be one that can read the model, see {@link readerFor}
   * @param baker makes the mouth loop
   */
  constructor(model: LoadedModel, manifest: ModelManifest, reader: RigReader, baker?: Baker) {
    this.reader = reader;
    this.model = model;
    this.manifest = manifest;
    const { scene, animations } = model;
    const roles = classifyClips(
      animations.map((clip) => clip.name),
      manifest.clips,
    );
    this.bound = bindFace(scene, manifest, roles.mouth.length > 0, reader);
    const { speechSpace, meshes, jawBone } = this.bound.profile;
    const mouthClips = roles.mouth.map((name) => animations.find((clip) => clip.name === name)!);
    this.mouthLoop =
      baker && (meshes > 0 || speechSpace === 'jaw')
        ? baker.bakeMouthClips(mouthClips, scene, this.bound.jaw, reader)
        : null;
    this.clips = new ClipPlayer(scene, animations, roles, meshes > 0, speechSpace === 'jaw' ? jawBone : null);
  }

  get binding(): FaceBinding {
    return this.bound;
  }

  /** Finds the morph targets anew, after another level of the model has taken the place of the one before. */
  rebind(): void {
    this.bound = bindFace(this.model.scene, this.manifest, this.clips.roles.mouth.length > 0, this.reader);
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
    this.bound.apply(face);
    this.look?.follow(face);
  }

  embody(): Body {
    const looks = this.bound.profile.channels.some((channel) => channel.startsWith('eyeLook'));
    return new BodyMotion(this.model.scene, !looks, !this.clips.idles);
  }

  swing(): Springs | null {
    const { springs } = this.manifest;
    return springs?.length ? new Springs(this.model.scene, springs) : null;
  }

  dispose(): void {
    this.clips.dispose();
  }
}

/**
 * Makes a performer of a model that is on its way, with its extra clip files, in the level of detail for a tier.
 *
 * @throws ModelError when the model cannot be had; a clip file that cannot be had is only reported to `onWarning`
 */
export async function loadPerformer(
  coming: ComingModel,
  onProgress: (fraction: number) => void,
  onWarning: (message: string) => void,
  signal?: AbortSignal,
  tier: Tier = 'high',
  multisampled = true,
): Promise<Performer> {
  const parts = Promise.all([part(import('./look.ts')), part(import('./mouth_bake.ts'))]);
  parts.catch(() => {});
  const source = await coming.source;
  const { manifest, clipFiles } = source;
  const [model, [looks, baker], ...extra] = await Promise.all([
    loadFirst(filesFor(source, tier), onProgress, signal, coming.first),
    parts,
    ...clipFiles.map((clip) => loadClips(clip, onWarning, signal)),
  ]);
  const reader = await readerFor(model.scene);
  const performer = new Performer(
    { scene: model.scene, animations: model.animations.concat(...extra) },
    manifest,
    reader,
    baker,
  );
  performer.look = new looks.Look(model.scene, source, tier, multisampled);
  return performer;
}

/** A script that comes beside the model. */
async function part<T>(script: Promise<T>): Promise<T> {
  try {
    return await script;
  } catch (cause) {
    throw new ModelError('model_unreachable', `script not loaded: ${String(cause)}`, true);
  }
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
