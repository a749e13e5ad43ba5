import { type AnimationAction, AnimationClip, AnimationMixer, LoopOnce, LoopRepeat, type Object3D } from 'three';
import type { ClipRoles } from './clip_roles.ts';

const FADE_SECONDS = 0.3;
/** A weight this many times the idle clip's leaves 2 % of it: as good as alone. */
const TOP_WEIGHT = 49;
/** How fast a mouth clip's weight follows the opening of the mouth, per second. */
const MOUTH_FOLLOW = 24;

interface Playing {
  readonly action: AnimationAction;
  /** Share of the pose, 0 to 1, rising or falling. */
  share: number;
  leaving: boolean;
}

/**
 * Plays the clips of a model's body: the idle loop always, gestures cross-faded over it, and mouth clips for a model
 * that has nothing else to talk with.
 *
 * A gesture takes over only the bones it moves, the others go on idling. three mixes by relative weight, so a share
 * s over an idle clip of weight 1 is the weight s / (1 − s).
 */
export class ClipPlayer {
  private readonly mixer: AnimationMixer;
  private readonly clips = new Map<string, AnimationClip>();
  private readonly playing: Playing[] = [];
  private readonly idling: AnimationAction | null;
  private talking: AnimationAction | null = null;
  private mouthWeight = 0;
  readonly roles: ClipRoles;

  /**
   * @param writesFace true when the face's morph targets are written by a binding: clips then keep off them
   * @param drivenBone name of a bone that is not the clips' to move, such as a driven jaw
   */
  constructor(
    root: Object3D,
    animations: readonly AnimationClip[],
    roles: ClipRoles,
    writesFace: boolean,
    drivenBone: string | null = null,
  ) {
    this.roles = roles;
    this.mixer = new AnimationMixer(root);
    for (const clip of animations) this.clips.set(clip.name, keepOff(clip, writesFace, drivenBone));
    this.idling = this.repeat(roles.idle);
  }

  /** Idle and gesture clips that can be asked for by name. */
  get names(): readonly string[] {
    return this.roles.gestures;
  }

  /** Cross-fades to a gesture, once; false when the model has no such clip. Names match without regard to case. */
  play(name: string): boolean {
    const clip = this.find(name);
    if (!clip) return false;
    const action = this.mixer.clipAction(clip);
    const known = this.playing.find((one) => one.action === action);
    for (const one of this.playing) one.leaving = true;
    action.reset().setLoop(LoopOnce, 1);
    action.clampWhenFinished = true;
    if (known) known.leaving = false;
    else this.playing.push({ action, share: 0, leaving: false });
    action.play();
    return true;
  }

  /** Holds the idle loop still, for visitors who asked for less motion. */
  setStill(still: boolean): void {
    if (this.idling) this.idling.paused = still;
  }

  /** Sets how much of the mouth clip shows, 0 to 1; for models whose mouth only a clip can move. */
  setMouth(opening: number, dtSeconds: number): void {
    if (!this.talking && opening > 0) this.talking = this.repeat(this.roles.mouth);
    if (!this.talking) return;
    this.mouthWeight += (opening - this.mouthWeight) * Math.min(1, dtSeconds * MOUTH_FOLLOW);
    this.talking.setEffectiveWeight(weightOf(this.mouthWeight));
  }

  /** Moves all clips on. The caller writes the face afterwards. */
  update(dtSeconds: number): void {
    for (let i = this.playing.length - 1; i >= 0; i--) {
      const one = this.playing[i]!;
      const left = one.action.getClip().duration - one.action.time;
      if (left <= FADE_SECONDS) one.leaving = true;
      one.share += (one.leaving ? -1 : 1) * (dtSeconds / FADE_SECONDS);
      if (one.share <= 0 && one.leaving) {
        one.action.stop();
        this.playing.splice(i, 1);
        continue;
      }
      one.share = Math.min(1, Math.max(0, one.share));
      const eased = one.share * one.share * (3 - 2 * one.share);
      one.action.setEffectiveWeight(weightOf(eased));
    }
    this.mixer.update(dtSeconds);
  }

  dispose(): void {
    this.mixer.stopAllAction();
    this.mixer.uncacheRoot(this.mixer.getRoot());
  }

  /** Starts the first clip of these names that there is, for ever. */
  private repeat(names: readonly string[]): AnimationAction | null {
    const clip = names.map((name) => this.clips.get(name)).find(Boolean);
    return clip ? this.mixer.clipAction(clip).setLoop(LoopRepeat, Number.POSITIVE_INFINITY).play() : null;
  }

  private find(name: string): AnimationClip | undefined {
    const exact = this.clips.get(name);
    if (exact) return exact;
    for (const [known, clip] of this.clips) if (known.toLowerCase() === name.toLowerCase()) return clip;
    return undefined;
  }
}

function weightOf(share: number): number {
  return share >= 1 ? TOP_WEIGHT : Math.min(TOP_WEIGHT, share / (1 - share));
}

/** The clip without the tracks that somebody else writes every frame. */
function keepOff(clip: AnimationClip, writesFace: boolean, drivenBone: string | null): AnimationClip {
  const kept = clip.tracks.filter(
    ({ name }) =>
      !(writesFace && name.includes('.morphTargetInfluences')) &&
      !(drivenBone !== null && name.startsWith(`${drivenBone}.`)),
  );
  return kept.length === clip.tracks.length ? clip : new AnimationClip(clip.name, clip.duration, kept, clip.blendMode);
}
