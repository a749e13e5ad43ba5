import type { Activity } from '../core/activity.ts';
import { BlinkLayer } from '../core/blink.ts';
import type { SpeechClock } from '../core/clock.ts';
import { EmotionLayer } from '../core/emotion.ts';
import { EmphasisLayer } from '../core/emphasis.ts';
import { GazeLayer } from '../core/gaze.ts';
import { HeadMotion } from '../core/head_motion.ts';
import type { FaceLayer } from '../core/layer.ts';
import type { Random } from '../core/random.ts';
import { VoiceEnvelope } from '../core/voice_envelope.ts';
import type { Actor } from './actor.ts';
import type { Body } from './body.ts';
import { MouthClipLayer } from './mouth_clip.ts';

/** A nod takes this long to get going: it is begun as much before the syllable. */
const NOD_LEAD_SECONDS = 0.07;
/** Louder than this, of full scale 1, is voice. */
const VOICED = 0.008;

/**
 * What makes a figure seem alive beyond its clips and its speech: moods, lids, eyes, brows, head, hair, and a mouth that talks
 * without a track. A script of its own, which may come after the first words are spoken.
 */
export class Life {
  /** Layers of the face, for a mixer. */
  readonly layers: readonly FaceLayer[];
  private readonly blink: BlinkLayer;
  private readonly gaze: GazeLayer;
  private readonly emotion = new EmotionLayer();
  private readonly emphasis = new EmphasisLayer();
  private readonly mouthClip = new MouthClipLayer();
  private readonly head: HeadMotion;
  private reduced: boolean;
  /** How loud what is said is: to be told of each utterance from its beginning. */
  readonly voice = new VoiceEnvelope();
  private body: Body | null = null;
  private springs: ReturnType<Actor['swing']> = null;
  private actor: Actor | null = null;
  private swinging = false;
  private held = false;

  constructor(reducedMotion: boolean, random: Random = Math.random) {
    this.reduced = reducedMotion;
    this.blink = new BlinkLayer(random);
    this.gaze = new GazeLayer(random);
    this.head = new HeadMotion(random);
    this.gaze.reducedMotion = this.head.reducedMotion = reducedMotion;
    this.gaze.onLeap = () => this.blink.blink();
    this.layers = [this.blink, this.gaze, this.emotion, this.emphasis, this.mouthClip];
  }

  /** Takes a figure over, or lets it go. */
  attach(actor: Actor | null): void {
    this.actor = actor;
    this.springs = null;
    this.body = null;
    this.mouthClip.loop = actor?.mouthLoop || null;
    if (!actor) return;
    this.body = actor.embody();
    this.swing(this.swinging);
  }

  /** Holds still whatever moves by itself, lids too. */
  set still(still: boolean) {
    this.held = still;
    this.blink.weight = still ? 0 : 1;
    this.settle();
  }

  /** Only lids and speech move by themselves, where the visitor prefers it. */
  set reducedMotion(reduced: boolean) {
    this.reduced = reduced;
    this.settle();
  }

  /** Hair and earrings sway, or rest: a matter of what the device can afford. */
  swing(on: boolean): void {
    this.swinging = on;
    if (on && !this.reduced && !this.held && this.actor) {
      this.springs ??= this.actor.swing();
    } else {
      this.springs?.reset();
      this.springs = null;
    }
  }

  /** Changes the mood of the face to one of EMOTION_NAMES, with an intensity of 0 to 1. */
  wear(emotion: string, intensity: number): void {
    this.emotion.set(emotion, intensity);
  }

  /** What the avatar is busy with changes how it blinks, looks and holds its face. */
  set activity(activity: Activity) {
    this.blink.doing = activity;
    this.gaze.doing = activity;
    this.emphasis.listening = activity === 'listening' ? 1 : 0;
    this.emphasis.thinking = activity === 'thinking' ? 1 : 0;
  }

  /** Turns eyes, and where they go far the head, in radians from straight ahead: yaw to the avatar's left, pitch up. */
  lookAt(yaw: number, pitch: number): void {
    this.gaze.lookAt(yaw, pitch);
  }

  /** Whether the mouth moves without a track. */
  set murmuring(on: boolean) {
    this.mouthClip.active = on;
  }

  /** Before the face is mixed and the clips move on. */
  before(dtSeconds: number, clock: SpeechClock): void {
    const { utterance, seconds, running } = clock;
    let stress = 0;
    let voiced = false;
    if (utterance !== null && running) {
      stress = this.voice.stressAt(utterance, seconds + NOD_LEAD_SECONDS);
      voiced = this.voice.loudnessAt(utterance, seconds) > VOICED;
    }
    this.emphasis.stress = this.head.reducedMotion ? 0 : stress;
    this.head.update(dtSeconds, stress, voiced, this.gaze.goalYaw, this.gaze.goalPitch);
    this.body?.release();
  }

  /** After the clips have moved. */
  after(dtSeconds: number): void {
    this.body?.apply(dtSeconds, this.head, this.gaze.yaw, this.gaze.pitch);
    this.springs?.update(dtSeconds);
  }

  private settle(): void {
    this.gaze.reducedMotion = this.head.reducedMotion = this.reduced || this.held;
    this.swing(this.swinging);
  }
}
