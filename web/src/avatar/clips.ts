import { type AnimationAction, AnimationClip, AnimationMixer, LoopOnce, LoopRepeat, type Object3D } from 'three';
import type { WaitingActivity } from '../core/activity.ts';
import type { Random } from '../core/random.ts';
import type { ClipRoles } from './clip_roles.ts';

const FADE_IN_SECONDS = 0.35;
const FADE_OUT_SECONDS = 0.5;
/** Loops of the body change places slowly: a shift of weight, not a move. */
const BASE_FADE_SECONDS = 0.9;
/** After this much of one idle loop another may follow. */
const IDLE_SECONDS = 14;
/** A gesture gives way to the next one once that one covers it this far. */
const COVERED = 0.6;
/** A share this close to 1 is as good as alone; three's weights are relative, and a weight cannot be infinite. */
const LEAST_BASE = 0.02;
/** How fast a mouth clip's weight follows the opening of the mouth, per second. */
const MOUTH_FOLLOW = 24;

interface Playing {
  readonly action: AnimationAction;
  /** Share of the pose, 0 to 1, rising or falling. */
  share: number;
  leaving: boolean;
  /** It was played to its end. */
  whole: boolean;
}

/**
 * Plays the clips of a model's body: one loop always (idle, listening, thinking), gestures cross-faded over it, and
 * mouth clips for a model that has nothing else to talk with.
 *
 * A gesture takes over only the bones it moves, the others go on idling. three mixes by relative weight: over loops
 * whose weights add up to 1, a share s is the weight s / (1 − s).
 */
export class ClipPlayer {
  private readonly mixer: AnimationMixer;
  private readonly random: Random;
  private readonly clips = new Map<string, AnimationClip>();
  /** Gestures, the newest last. */
  private readonly playing: Playing[] = [];
  /** Loops that show or fade; the last one rises, the others fall. */
  private readonly base: Playing[] = [];
  private activity: WaitingActivity = 'idle';
  private idleSeconds = 0;
  private still = false;
  private talking: AnimationAction | null = null;
  private mouthWeight = 0;
  readonly roles: ClipRoles;
  /** Told when a gesture begins, and when it is gone; `completed` is false when another one took its place. */
  onGesture: ((name: string, phase: 'start' | 'end', completed: boolean) => void) | null = null;

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
    random: Random = Math.random,
  ) {
    this.roles = roles;
    this.random = random;
    this.mixer = new AnimationMixer(root);
    for (const clip of animations) this.clips.set(clip.name, keepOff(clip, writesFace, drivenBone));
    this.loop(roles.idle[0]);
    if (this.base[0]) this.base[0].share = 1;
  }

  /** Gesture clips that can be asked for by name. */
  get names(): readonly string[] {
    return this.roles.gestures;
  }

  /** True when the model has a loop for waiting, which breathes for it. */
  get idles(): boolean {
    return this.roles.idle.length > 0;
  }

  /** Name of the loop that the body is in, or is going to; null for a model without any. */
  get loopName(): string | null {
    return this.base[this.base.length - 1]?.action.getClip().name ?? null;
  }

  /** Names of the gestures that show, the newest last. */
  get gesturing(): readonly string[] {
    return this.playing.map((one) => one.action.getClip().name);
  }

  /** Cross-fades to a gesture, once; false when the model has no such clip. Names match without regard to case. */
  play(name: string): boolean {
    const clip = this.find(name);
    if (!clip) return false;
    const action = this.mixer.clipAction(clip);
    const index = this.playing.findIndex((one) => one.action === action);
    // Asked for again while it shows, it begins anew from where it is: nothing jumps further than a fade.
    const share = index >= 0 ? this.playing.splice(index, 1)[0]!.share * 0.5 : 0;
    action.reset().setLoop(LoopOnce, 1);
    action.clampWhenFinished = true;
    action.setEffectiveWeight(0);
    this.playing.push({ action, share, leaving: false, whole: false });
    action.play();
    if (index >= 0) this.onGesture?.(clip.name, 'end', false);
    this.onGesture?.(clip.name, 'start', false);
    return true;
  }

  /** Changes to the loop of an activity; a model without one for it goes on idling. */
  setActivity(activity: WaitingActivity): void {
    this.activity = activity;
    const wanted = activity === 'idle' ? undefined : this.first(this.roles[activity]);
    if (wanted) this.loop(wanted.name);
    else if (this.loopName === null || !this.roles.idle.includes(this.loopName)) this.loop(this.roles.idle[0]);
  }

  /** Holds loops still, for visitors who asked for less motion; gestures that are asked for play. */
  setStill(still: boolean): void {
    this.still = still;
    for (const one of this.base) one.action.paused = still;
  }

  /** Sets how much of the mouth clip shows, 0 to 1; for models whose mouth only a clip can move. */
  setMouth(opening: number, dtSeconds: number): void {
    if (!this.talking && opening > 0) {
      const clip = this.first(this.roles.mouth);
      if (clip) this.talking = this.mixer.clipAction(clip).setLoop(LoopRepeat, Number.POSITIVE_INFINITY).play();
    }
    if (!this.talking) return;
    this.mouthWeight += (opening - this.mouthWeight) * Math.min(1, dtSeconds * MOUTH_FOLLOW);
    this.talking.setEffectiveWeight(this.mouthWeight / Math.max(LEAST_BASE, 1 - this.mouthWeight));
  }

  /** Moves all clips on. The caller writes the face afterwards. */
  update(dtSeconds: number): void {
    this.changeIdle(dtSeconds);
    this.fadeBase(dtSeconds);
    this.fadeGestures(dtSeconds);
    this.mixer.update(dtSeconds);
  }

  dispose(): void {
    this.mixer.stopAllAction();
    this.mixer.uncacheRoot(this.mixer.getRoot());
  }

  /** Brings a loop up in place of those that show. */
  private loop(name: string | undefined): void {
    const clip = name === undefined ? undefined : this.clips.get(name);
    if (!clip || name === this.loopName) return;
    const action = this.mixer.clipAction(clip);
    const index = this.base.findIndex((one) => one.action === action);
    const one = index >= 0 ? this.base.splice(index, 1)[0]! : { action, share: 0, leaving: false, whole: false };
    if (index < 0) {
      action.reset().setLoop(LoopRepeat, Number.POSITIVE_INFINITY).play();
      action.paused = this.still;
      action.setEffectiveWeight(0);
    }
    this.base.push(one);
    this.idleSeconds = 0;
  }

  /** Now and then another idle loop, where the model has several. */
  private changeIdle(dtSeconds: number): void {
    const { idle } = this.roles;
    if (this.activity !== 'idle' || this.still || idle.length < 2) return;
    this.idleSeconds += dtSeconds;
    if (this.idleSeconds < IDLE_SECONDS) return;
    this.idleSeconds = 0;
    const others = idle.filter((name) => name !== this.loopName);
    this.loop(others[Math.floor(this.random() * others.length)]);
  }

  private fadeBase(dtSeconds: number): void {
    const { base } = this;
    const last = base.length - 1;
    if (last < 0) return;
    const newest = base[last]!;
    newest.share = Math.min(1, newest.share + dtSeconds / BASE_FADE_SECONDS);
    // What the newest leaves goes to those before it, in the shares that they had.
    let others = 0;
    for (let i = 0; i < last; i++) others += base[i]!.share;
    const share = ease(newest.share);
    newest.action.setEffectiveWeight(last === 0 ? 1 : share);
    for (let i = 0; i < last; i++) {
      base[i]!.action.setEffectiveWeight(others > 0 ? ((1 - share) * base[i]!.share) / others : 0);
    }
    if (newest.share < 1) return;
    for (const one of base.splice(0, last)) {
      one.share = 0;
      one.action.stop();
    }
  }

  private fadeGestures(dtSeconds: number): void {
    const { playing } = this;
    let left = 1;
    for (let i = playing.length - 1; i >= 0; i--) {
      const one = playing[i]!;
      if (!one.leaving) {
        one.whole = one.action.getClip().duration - one.action.time <= FADE_OUT_SECONDS;
        one.leaving = one.whole || 1 - left >= COVERED;
      }
      one.share += one.leaving ? -dtSeconds / FADE_OUT_SECONDS : dtSeconds / FADE_IN_SECONDS;
      if (one.share <= 0 && one.leaving) {
        one.action.stop();
        playing.splice(i, 1);
        this.onGesture?.(one.action.getClip().name, 'end', one.whole);
        continue;
      }
      one.share = Math.min(1, Math.max(0, one.share));
      const share = ease(one.share);
      // Of what newer gestures leave of the body, this one takes its share.
      one.action.setEffectiveWeight(share / Math.max(LEAST_BASE, left * (1 - share)));
      left *= 1 - share;
    }
  }

  private first(names: readonly string[]): AnimationClip | undefined {
    return names.map((name) => this.clips.get(name)).find(Boolean);
  }

  private find(name: string): AnimationClip | undefined {
    const exact = this.clips.get(name);
    if (exact) return exact;
    for (const [known, clip] of this.clips) if (known.toLowerCase() === name.toLowerCase()) return clip;
    return undefined;
  }
}

function ease(share: number): number {
  return share * share * (3 - 2 * share);
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
