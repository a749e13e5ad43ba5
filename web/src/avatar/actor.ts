import type { Object3D } from 'three';
import type { Body } from './body.ts';
import type { ClipPlayer } from './clips.ts';
import type { Look } from './look.ts';
import type { ModelManifest } from './manifest.ts';
import type { MouthLoop } from './mouth_clip.ts';
import type { RigProfile } from './rig_profile.ts';
import type { ShotName } from './shots.ts';
import type { Springs } from './springs.ts';
import type { Tier } from './tiers.ts';

/** What performs: a model, or the drawing that stands in for it. */
export interface Actor {
  /** The scene is null for a drawing. */
  readonly model: { readonly scene: Object3D | null };
  readonly manifest: ModelManifest;
  readonly binding: { readonly profile: RigProfile };
  readonly clips: Pick<ClipPlayer, 'idles' | 'names' | 'play' | 'setActivity' | 'setStill' | 'onGesture'>;
  readonly look: Pick<Look, 'tints' | 'setTint'> | null;
  readonly mouthLoop: MouthLoop | null;
  readonly hasMouthClipOnly: boolean;
  /** What turns its head and eyes, as it stands now. */
  embody(): Body;
  /** Hair and earrings that sway from now on; null where there are none. */
  swing(): Pick<Springs, 'update' | 'reset'> | null;
  /** One frame of a face, 0 to 1 over FACE_CHANNELS, and of the body. */
  perform(face: Float32Array, dtSeconds: number, mouthClips: boolean): void;
  dispose(): void;
}

/** Where an actor is seen: three's stage, or a sheet to draw on. */
export interface Theatre {
  /** What is seen; a background is put behind it. */
  readonly canvas: HTMLElement;
  readonly shot: ShotName;
  readonly tier: Tier;
  /** Frames really drawn. */
  readonly drawn: number;
  readonly fps: number;
  readonly triangles: number;
  /** The camera cuts. */
  reducedMotion: boolean;
  /** Moves the camera; `cut` at once. */
  setShot(name: ShotName, cut?: boolean): void;
  destroy(): void;
}
