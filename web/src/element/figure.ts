import type { Actor, Theatre } from '../avatar/actor.ts';
import type { Adaptation, QualityMode } from '../avatar/adaptation.ts';
import type { Life } from '../avatar/life.ts';
import { ModelError } from '../avatar/model_error.ts';
import type { Performer } from '../avatar/performer.ts';
import { SHOT_NAMES, type ShotName } from '../avatar/shots.ts';
import type { Stage } from '../avatar/stage.ts';
import { closeCanvas, openCanvas, type StageCanvas } from '../avatar/stage_canvas.ts';
import { guessTier, type Tier, thisDevice } from '../avatar/tiers.ts';
import type { SpeechClock } from '../core/clock.ts';
import type { Emitter } from '../core/emitter.ts';
import type { FaceMixer } from '../core/mixer.ts';
import type { AvatarEvents, FlatReason } from './events.ts';
import type { AvatarOptions, AvatarProbe } from './options.ts';
import { followReducedMotion } from './reduced_motion.ts';
import type { Speech } from './speech.ts';

/** What a figure shows, and whom it tells. */
export interface FigureParts {
  readonly container: HTMLElement;
  readonly options: AvatarOptions;
  readonly events: Emitter<AvatarEvents>;
  readonly speech: Speech;
  readonly clock: SpeechClock & { readonly contextTime?: number };
  readonly context: BaseAudioContext;
  readonly mixer: FaceMixer;
}

/**
 * What is seen of an avatar: a model on three's stage. Where that cannot be had, by a script that is fetched then, a
 * drawing stands in for it (`stand_in.ts`).
 */
export class Figure {
  readonly parts: FigureParts;
  /** Three's, as soon as its script has come; also while a drawing stands in for it. */
  stage: Stage | null = null;
  /** Where the figure is seen now, and what performs there. */
  theatre: Theatre | null = null;
  actor: Actor | null = null;
  /** Comes a little after the first model. */
  life: Life | null = null;
  /** The model that was asked for last. */
  url: string | null = null;
  /** How a drawing is made of a model; null on three's stage. */
  drawn: ((url: string) => Promise<Actor>) | null = null;
  /** Repeats mouth clips, without any sound of ours. */
  mouthLooping = false;
  /** When it last moved, ms of performance.now(). */
  lastTickMs = 0;
  performer: Performer | null = null;
  destroyed = false;
  adaptation: Adaptation | null = null;
  private qualityMode: QualityMode;
  private held = false;
  private look: readonly [yaw: number, pitch: number] = [0, 0];
  private mood: readonly [name: string, intensity: number] = ['neutral', 1];
  /** What ends the loading that is under way. */
  loading: AbortController | null = null;
  private shotChosen: boolean;
  private wantedShot: ShotName;
  canvas: StageCanvas | null = null;
  /** The tier to begin with. */
  tier: Tier = 'low';
  /** What three takes; few drawings ever fetch it. */
  staging: typeof import('./staging.ts') | null = null;
  private opening: Promise<void> | null = null;
  private reduced = false;
  private readonly stopFollowing: () => void;
  private readonly lastFrame = { contextTime: 0, utterance: null as string | null, seconds: 0, running: false };

  constructor(parts: FigureParts) {
    this.parts = parts;
    const { shot, quality, reducedMotion } = parts.options;
    this.shotChosen = shot !== undefined;
    this.wantedShot = shot || 'upper';
    this.qualityMode = quality || 'auto';
    this.stopFollowing = followReducedMotion(reducedMotion, (reduced) => {
      this.reducedMotion = reduced;
    });
    // Whoever loads a model hears why there is none.
    this.opened().catch(() => {});
  }

  /**
   * Resolves when there is a theatre: three's stage, by a script that speech does not wait for, or a drawing.
   * Throws ModelError when the script cannot be had; asked again, it is fetched again.
   */
  opened(): Promise<void> {
    this.opening ??= this.parts.options.lowPower ? this.standIn('asked') : this.openStage();
    return this.opening;
  }

  /** Shows another model in place of the present one, which stays until the new one has come. Throws ModelError. */
  async load(url: string): Promise<void> {
    this.url = url;
    const { loadModel } = await part(import('./load_model.ts')).catch((cause: ModelError) => {
      this.refuse(cause.code, cause.message, true);
      throw cause;
    });
    // Another one was asked for while the script came.
    if (this.url === url && !this.destroyed) await loadModel(this, url);
  }

  /** Lets an actor take the place of the one before. */
  act(actor: Actor): void {
    const { events, speech } = this.parts;
    const { clips, manifest, binding } = actor;
    this.actor = actor;
    clips.onGesture = (name, phase, completed) => {
      if (phase === 'start') events.emit('clipstart', { name });
      else events.emit('clipend', { name, completed });
    };
    this.enliven(actor);
    this.still = this.held;
    speech.layer.setArticulation(manifest.articulation);
    const first = manifest.default_shot as ShotName;
    if (!this.shotChosen && SHOT_NAMES.includes(first)) this.theatre?.setShot(first, true);
    speech.useSpace(binding.profile.speechSpace === 'viseme15' ? 'viseme15' : 'arkit52');
  }

  /** One frame: what is audible, what the face does with it, what the figure shows. */
  tick(dtSeconds: number): void {
    const { speech, clock, mixer, context } = this.parts;
    const { life, actor, lastFrame } = this;
    this.lastTickMs = performance.now();
    speech.tick();
    const mouthClips = this.mouthLooping || speech.needsMouthClip;
    if (life) {
      life.murmuring = mouthClips && actor?.hasMouthClipOnly !== true;
      life.before(dtSeconds, clock);
    }
    const face = mixer.mix(dtSeconds);
    actor?.perform(face, dtSeconds, mouthClips);
    life?.after(dtSeconds);
    lastFrame.utterance = clock.utterance;
    lastFrame.seconds = clock.seconds;
    lastFrame.running = clock.running;
    lastFrame.contextTime = context.currentTime;
  }

  setShot(name: ShotName): void {
    this.shotChosen = true;
    this.wantedShot = name;
    this.theatre?.setShot(name);
    this.parts.events.emit('shotchange', { shot: name });
  }

  get shot(): ShotName {
    return this.theatre?.shot || this.wantedShot;
  }

  /** Turns eyes and head, in radians from straight ahead. */
  lookAt(yaw: number, pitch: number): void {
    this.look = [yaw, pitch];
    this.life?.lookAt(yaw, pitch);
  }

  /** Changes the mood of the face to one of EMOTION_NAMES. */
  wear(name: string, intensity: number): void {
    this.mood = [name, intensity];
    this.life?.wear(name, intensity);
  }

  /** Holds still whatever moves by itself; the mouth goes on, and gestures that are asked for. */
  get still(): boolean {
    return this.held;
  }

  set still(still: boolean) {
    this.held = still;
    this.actor?.clips.setStill(still || this.reduced);
    if (this.life) this.life.still = still;
  }

  /** No idle loop, no wandering of head and eyes, no camera that moves: as the visitor prefers it. */
  get reducedMotion(): boolean {
    return this.reduced;
  }

  set reducedMotion(reduced: boolean) {
    this.reduced = reduced;
    for (const theatre of [this.theatre, this.stage]) if (theatre) theatre.reducedMotion = reduced;
    if (this.life) this.life.reducedMotion = reduced;
    this.still = this.held;
  }

  get quality(): QualityMode {
    return this.qualityMode;
  }

  set quality(mode: QualityMode) {
    this.qualityMode = mode;
    this.adaptation?.setMode(mode);
  }

  get probe(): AvatarProbe {
    const { theatre, stage, performer, lastFrame } = this;
    const { tier = null, drawn: frameCount = 0, triangles = 0, fps = 0 } = theatre || {};
    const held = (stage && performer?.look?.held(stage.renderer)) || null;
    return { tier, held, frameCount, lastFrame, face: this.parts.mixer.face, triangles, fps };
  }

  /** Body and eyes show what the avatar is busy with. */
  live(): void {
    const { state } = this.parts.speech;
    const waiting = state === 'listening' || state === 'thinking' ? state : 'idle';
    this.actor?.clips.setActivity(waiting);
    if (!this.life) return;
    this.life.activity = state === 'speaking' ? 'speaking' : waiting;
    this.life.swing(this.theatre?.tier === 'high');
  }

  refuse(code: string, message: string, retryable = false): void {
    this.parts.events.emit('error', { code, message, retryable });
  }

  destroy(): void {
    this.destroyed = true;
    this.stopFollowing();
    this.loading?.abort();
    this.loading = null;
    this.life?.attach(null);
    this.adaptation?.dispose();
    this.actor?.dispose();
    this.performer?.dispose();
    this.actor = this.performer = this.adaptation = null;
    this.theatre?.destroy();
    if (this.stage !== this.theatre) this.stage?.destroy();
    if (!this.stage && this.canvas) closeCanvas(this.canvas);
    this.theatre = null;
  }

  private openStage(): Promise<void> {
    const { qualityMode } = this;
    this.tier = qualityMode === 'auto' ? guessTier(thisDevice()) : qualityMode;
    try {
      this.canvas ??= openCanvas(this.parts.container, this.tier !== 'low');
    } catch {
      return this.standIn('webgl_unavailable');
    }
    const { canvas, tier } = this;
    return part(import('./staging.ts')).then(
      (script) => {
        if (this.destroyed) return undefined;
        this.staging = script;
        try {
          this.theatre = this.stage = script.openStage(this, canvas, tier);
          return undefined;
        } catch {
          return this.standIn('webgl_unavailable');
        }
      },
      (cause) => {
        this.opening = null;
        throw cause;
      },
    );
  }

  /** By a script of its own, which few pages need. */
  standIn(reason: FlatReason): Promise<void> {
    return import('./stand_in.ts').then(
      ({ standIn }) => standIn(this, reason),
      (cause) => this.refuse('script_missing', String(cause), true),
    );
  }

  /** What makes the figure alive is no part of what must be there before it talks. */
  private enliven(actor: Actor): void {
    if (this.life) {
      this.life.attach(actor);
      this.live();
      return;
    }
    const { mixer, speech } = this.parts;
    import('../avatar/life.ts').then(
      ({ Life }) => {
        if (this.life || !this.actor) return;
        this.life = new Life(this.reduced);
        speech.voice = this.life.voice;
        for (const layer of this.life.layers) mixer.add(layer);
        this.life.lookAt(...this.look);
        this.life.wear(...this.mood);
        this.life.attach(this.actor);
        this.still = this.held;
        this.live();
      },
      (cause) => this.refuse('life_missing', String(cause), true),
    );
  }
}

async function part<T>(script: Promise<T>): Promise<T> {
  try {
    return await script;
  } catch (cause) {
    throw new ModelError('model_unreachable', String(cause), true);
  }
}
