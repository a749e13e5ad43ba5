import type { Actor, Theatre } from '../avatar/actor.ts';
import type { Adaptation, QualityMode } from '../avatar/adaptation.ts';
import type { Life } from '../avatar/life.ts';
import { ModelError } from '../avatar/model_error.ts';
import type { Performer } from '../avatar/performer.ts';
import { SHOT_NAMES, type ShotName } from '../avatar/shots.ts';
import { Stage } from '../avatar/stage.ts';
import { guessTier, thisDevice } from '../avatar/tiers.ts';
import type { SpeechClock } from '../core/clock.ts';
import type { Emitter } from '../core/emitter.ts';
import type { FaceMixer } from '../core/mixer.ts';
import type { AvatarEvents, FlatReason } from './events.ts';
import type { AvatarOptions, AvatarProbe } from './options.ts';
import type { Speech } from './speech.ts';

/** What a figure shows, and whom it tells. */
export interface FigureParts {
  readonly container: HTMLElement;
  readonly options: AvatarOptions;
  readonly reducedMotion: boolean;
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
  /** Three's, also while a drawing stands in for it. */
  readonly stage: Stage | null;
  /** Where the figure is seen now, and what performs there. */
  theatre: Theatre | null;
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
  private adaptation: Adaptation | null = null;
  private qualityMode: QualityMode;
  private held = false;
  private look: readonly [yaw: number, pitch: number] = [0, 0];
  private mood: readonly [name: string, intensity: number] = ['neutral', 1];
  private loading: AbortController | null = null;
  private shotChosen: boolean;
  private standingIn: Promise<void> | null = null;
  private readonly lastFrame = { contextTime: 0, utterance: null as string | null, seconds: 0, running: false };

  constructor(parts: FigureParts) {
    this.parts = parts;
    const { lowPower, shot, quality } = parts.options;
    this.shotChosen = shot !== undefined;
    this.qualityMode = quality || 'auto';
    this.theatre = this.stage = lowPower ? null : this.openStage();
    if (lowPower) this.standIn('asked');
    // Whoever has a stage will want a model on it: while its address is still being found, fetch what loads it.
    if (this.stage) modelPart().catch(() => {});
  }

  /** Shows another model in place of the present one, which stays until the new one has come. Throws ModelError. */
  async load(url: string): Promise<void> {
    this.loading?.abort();
    const loading = new AbortController();
    this.loading = loading;
    this.url = url;
    const { events } = this.parts;
    try {
      if (!this.theatre) await this.standingIn;
      const { stage, drawn } = this;
      const actor = drawn ? await drawn(url) : stage && (await this.fetch(url, stage, loading));
      if (this.loading !== loading || !actor) return;
      this.loading = null;
      if (!drawn) this.mount(actor as Performer, stage!);
      // What came for three's stage may find a drawing there.
      if (drawn === this.drawn) this.act(actor);
      events.emit('ready', { model: url, profile: actor.binding.profile });
    } catch (cause) {
      if (loading.signal.aborted) return;
      this.loading = null;
      const { code = 'model_broken', message, retryable = false } = cause as Partial<AvatarEvents['error']> & Error;
      this.refuse(code, message, retryable);
      throw cause;
    }
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
    this.theatre?.setShot(name);
    this.parts.events.emit('shotchange', { shot: name });
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
    this.actor?.clips.setStill(still || this.parts.reducedMotion);
    if (this.life) this.life.still = still;
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
    this.loading?.abort();
    this.loading = null;
    this.life?.attach(null);
    this.adaptation?.dispose();
    this.actor?.dispose();
    this.performer?.dispose();
    this.actor = this.performer = this.adaptation = null;
    this.theatre?.destroy();
    if (this.stage !== this.theatre) this.stage?.destroy();
    this.theatre = null;
  }

  private openStage(): Stage | null {
    const { container, options, reducedMotion } = this.parts;
    const { maxFps, maxPixelRatio, shot } = options;
    const { qualityMode } = this;
    const tier = qualityMode === 'auto' ? guessTier(thisDevice()) : qualityMode;
    try {
      const stage: Stage = new Stage(
        container,
        {
          tick: (dtSeconds) => {
            if (this.theatre === stage) this.tick(dtSeconds);
          },
          contextLost: () => {
            this.refuse('context_lost', 'the graphics card took its memory back; waiting', true);
            this.standIn('context_lost');
          },
          drawnFrame: (nowMs, busyMs) => this.adaptation?.frame(nowMs, busyMs),
        },
        { reducedMotion, maxFps, maxPixelRatio, tier },
      );
      if (shot) stage.setShot(shot, true);
      return stage;
    } catch {
      this.standIn('webgl_unavailable');
      return null;
    }
  }

  /** By a script of its own, which few pages need. */
  private standIn(reason: FlatReason): void {
    this.standingIn = import('./stand_in.ts').then(
      ({ standIn }) => standIn(this, reason),
      (cause) => this.refuse('script_missing', String(cause), true),
    );
  }

  private async fetch(url: string, stage: Stage, loading: AbortController): Promise<Performer> {
    const { loadPerformer } = await modelPart();
    return loadPerformer(
      url,
      (fraction) => this.loading === loading && this.parts.events.emit('progress', { model: url, fraction }),
      (message) => this.refuse('clip_file_broken', message),
      loading.signal,
      stage.tier,
      stage.multisampled,
    );
  }

  /** Puts a model on three's stage. */
  private mount(performer: Performer, stage: Stage): void {
    const { model, manifest, look } = performer;
    this.performer?.dispose();
    this.performer = performer;
    stage.setModel(model.scene, manifest, look);
    this.adaptation?.dispose();
    this.adaptation =
      look?.adapt(stage, this.qualityMode, this.parts.options.maxFps, {
        meshesChanged: () => performer.rebind(),
        changed: (tier, reason, fps) => {
          this.live();
          this.parts.events.emit('quality', { tier, reason, fps });
        },
        warned: (message) => this.refuse('level_broken', message),
      }) || null;
  }

  /** What makes the figure alive is no part of what must be there before it talks. */
  private enliven(actor: Actor): void {
    if (this.life) {
      this.life.attach(actor);
      this.live();
      return;
    }
    const { mixer, speech, reducedMotion } = this.parts;
    import('../avatar/life.ts').then(
      ({ Life }) => {
        if (this.life || !this.actor) return;
        this.life = new Life(reducedMotion);
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

/** What only a page with a model needs, three's loaders and clips among it: a script of its own. */
async function modelPart(): Promise<typeof import('../avatar/performer.ts')> {
  try {
    return await import('../avatar/performer.ts');
  } catch (cause) {
    throw new ModelError('model_unreachable', String(cause), true);
  }
}
