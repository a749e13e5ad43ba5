import type { Object3D } from 'three';
import { SpeechPlayer } from '../audio/index.ts';
import type { Adaptation, QualityMode } from '../avatar/adaptation.ts';
import type { Life } from '../avatar/life.ts';
import type { Tint } from '../avatar/look.ts';
import { ModelError } from '../avatar/model_error.ts';
import type { Performer } from '../avatar/performer.ts';
import type { RigProfile } from '../avatar/rig_profile.ts';
import { SHOT_NAMES, type ShotName } from '../avatar/shots.ts';
import { Stage } from '../avatar/stage.ts';
import { guessTier, thisDevice } from '../avatar/tiers.ts';
import { type ConnectionState, SessionClient } from '../client/index.ts';
import { WAITING_ACTIVITIES, type WaitingActivity } from '../core/activity.ts';
import type { CaptionWord } from '../core/captions.ts';
import { Emitter } from '../core/emitter.ts';
import { EmotionLayer } from '../core/emotion.ts';
import { FaceMixer } from '../core/mixer.ts';
import { VoiceEnvelope } from '../core/voice_envelope.ts';
import type { ChannelSpace, Describe, Speak } from '../protocol/index.ts';
import { withCodec } from './codec_wish.ts';
import type { AvatarEvents, AvatarState } from './events.ts';
import type { SoundSource } from './follow_source.ts';
import type { Following, FollowOptions, OwnFollowing } from './following.ts';
import { unlockOnGesture } from './gesture_unlock.ts';
import { LateSystemVoice } from './late_system_voice.ts';
import type { AvatarOptions, AvatarProbe } from './options.ts';
import type { RecordingSource, SpeakAudioOptions } from './recording.ts';
import { sessionUrl } from './session_url.ts';
import { Speech } from './speech.ts';

/** How often speech is looked after when the page draws no frames. */
const HIDDEN_PAGE_MS = 250;

/**
 * A talking avatar in a container element: a model on a stage, a session with the server, and the visitor's ears.
 *
 * Goes on without whatever fails: without WebGL or a model it still talks, without a server it still moves.
 */
export class Avatar {
  readonly events = new Emitter<AvatarEvents>();
  /** Settles with the first model: resolves when it is on the stage, rejects with its ModelError. */
  readonly ready: Promise<void>;
  /** Merged into every `speak`. A host may change it. */
  defaults: Partial<Omit<Speak, 'type' | 'id' | 'text'>>;
  private readonly options: AvatarOptions;
  private readonly player: SpeechPlayer;
  private readonly speech: Speech;
  private readonly systemVoice: LateSystemVoice;
  private readonly mixer = new FaceMixer();
  private readonly emotion = new EmotionLayer();
  private readonly voice = new VoiceEnvelope();
  private readonly reducedMotion: boolean;
  private stage: Stage | null = null;
  private performer: Performer | null = null;
  private adaptation: Adaptation | null = null;
  private qualityMode: QualityMode;
  /** Comes a little after the first model. */
  private life: Life | null = null;
  private look: readonly [yaw: number, pitch: number] = [0, 0];
  private loading: AbortController | null = null;
  private following: Following | null = null;
  private shotChosen: boolean;
  private mouthLooping = false;
  private mood = { name: 'neutral', intensity: 1 };
  private readonly timer: ReturnType<typeof setInterval>;
  private lastTickMs = 0;
  private stopUnlocking = () => {};
  private readonly drawn = { contextTime: 0, utterance: null as string | null, seconds: 0, running: false };

  constructor(container: HTMLElement, options: AvatarOptions = {}) {
    this.options = options;
    this.defaults = { ...options.defaults };
    this.shotChosen = options.shot !== undefined;
    this.qualityMode = options.quality || 'auto';
    this.reducedMotion = options.reducedMotion ?? matchMedia('(prefers-reduced-motion: reduce)').matches;
    const url = sessionUrl(options.server, document.baseURI);
    this.player = new SpeechPlayer({ audioContext: options.audioContext });
    const connect = (channelSpace: ChannelSpace) =>
      withCodec(new SessionClient({ url, channelSpace, name: 'visavis-web' }), options.codec, url);
    this.speech = new Speech({ player: this.player, connect, voice: this.voice }, this.events);
    this.systemVoice = new LateSystemVoice(this.player, this.speech, this.events);
    for (const layer of [this.speech.layer, this.emotion]) this.mixer.add(layer);
    this.events.on('speakstart', ({ emotion }) => this.wear(emotion ? { name: emotion, intensity: 1 } : this.mood));
    this.events.on('speakend', () => this.wear(this.mood));
    this.events.on('mark', ({ name }) => this.direct(name));
    this.events.on('statechange', ({ state }) => this.live(state));
    this.unlockOnGesture();
    this.events.on('autoplayblocked', () => this.unlockOnGesture());
    this.stage = this.openStage(container);
    // Whoever has a stage will want a model on it: while its address is still being found, fetch what loads it.
    if (this.stage) modelPart().catch(() => {});
    this.timer = setInterval(() => this.lookAfterSpeech(), this.stage ? HIDDEN_PAGE_MS : HIDDEN_PAGE_MS / 5);
    this.ready = options.model === undefined ? Promise.resolve() : this.loadModel(options.model);
    // Whoever does not wait for it hears of a failure by the error event.
    this.ready.catch(() => {});
  }

  /** Says a text after what is being said. Returns the utterance's id at once; the server's answer comes as events. */
  speak(text: string, options: Partial<Omit<Speak, 'type' | 'text'>> = {}): string {
    return this.systemVoice.speak({ ...this.defaults, ...options, text });
  }

  /**
   * Says a recording after what is being said: a file, its bytes, or its address. With `text` the lips say it and there
   * are captions; with a `track` made before, no server is needed; with neither the mouth opens as loud as it is.
   * Returns the utterance's id at once; whatever is wrong comes as an `error` event of that id.
   */
  speakAudio(source: RecordingSource, options: SpeakAudioOptions = {}): string {
    const { speech } = this;
    const id = speech.reserve(options.id);
    import('./recording.ts')
      .then(({ speakRecording }) => speakRecording(speech, id, source, { ...this.defaults, ...options }))
      .catch(({ code = 'audio_invalid', message, retryable = false }) => {
        this.events.emit('error', { code, message, retryable, id });
        speech.abandon(id);
      });
    return id;
  }

  /**
   * Moves the lips by a sound whose text nobody knows, until it ends or is stopped: `microphone`, a stream, a media
   * element, or a node of the avatar's AudioContext. One at a time. What the avatar says itself has the mouth meanwhile.
   */
  followSound(source: SoundSource, options: FollowOptions = {}): Following {
    this.following?.stop();
    this.unlock().catch(() => {});
    const stop = new AbortController();
    const following: OwnFollowing = { state: 'opening', lagMs: null, stop: () => stop.abort() };
    this.following = following;
    const { player, mixer, events } = this;
    import('./follow_sound.ts').then(
      ({ followSound }) =>
        followSound({ player, mixer, events, own: this.speech.layer }, following, stop.signal, source, options),
      (cause) => {
        this.refuse('script_missing', String(cause), true);
        following.state = 'ended';
        events.emit('follow', { state: 'ended', reason: 'failed' });
      },
    );
    return following;
  }

  /** Stops one utterance, or everything that is being said or waits to be. */
  interrupt(id?: string): void {
    this.speech.interrupt(id);
  }

  pause(): void {
    this.speech.pause();
  }

  resume(): void {
    this.speech.resume();
  }

  /** Lets sound play; call it inside a gesture of the visitor. Gestures anywhere on the page do so by themselves. */
  unlock(): Promise<boolean> {
    return this.player.unlock();
  }

  get volume(): number {
    return this.player.volume;
  }

  set volume(volume: number) {
    this.player.volume = volume;
  }

  get muted(): boolean {
    return this.player.muted;
  }

  set muted(muted: boolean) {
    this.player.muted = muted;
  }

  get state(): AvatarState {
    return this.speech.state;
  }

  get connection(): ConnectionState {
    return this.speech.connection;
  }

  /** What the server offers; null before the first handshake. */
  get describe(): Describe | null {
    return this.speech.describe;
  }

  /** Caption words known so far of an utterance that waits or plays. */
  words(id: string): readonly CaptionWord[] {
    return this.speech.words(id);
  }

  /**
   * Shows another model in place of the present one, which stays until the new one has come.
   *
   * @param url address of a manifest or of a GLB, relative to the page
   */
  async loadModel(url: string): Promise<void> {
    this.loading?.abort();
    const loading = new AbortController();
    this.loading = loading;
    try {
      const { stage } = this;
      if (!stage) return;
      const { loadPerformer } = await modelPart();
      const performer = await loadPerformer(
        url,
        (fraction) => this.loading === loading && this.events.emit('progress', { model: url, fraction }),
        (message) => this.refuse('clip_file_broken', message),
        loading.signal,
        stage.tier,
        stage.multisampled,
      );
      if (this.loading !== loading) return;
      this.loading = null;
      this.show(performer, stage, url);
    } catch (cause) {
      if (loading.signal.aborted) return;
      this.loading = null;
      const { code = 'model_broken', message, retryable = false } = cause as Partial<AvatarEvents['error']> & Error;
      this.refuse(code, message, retryable);
      throw cause;
    }
  }

  /** True when a model is on the stage. */
  get hasModel(): boolean {
    return this.performer !== null;
  }

  /** True once lids, eyes and head move by themselves, a little after the first model has come. */
  get alive(): boolean {
    return this.life !== null;
  }

  /** The model on the stage, for a host that adds to it or looks at it; null without one. */
  get model(): Object3D | null {
    return this.performer?.model.scene || null;
  }

  /** What the present model can do; null without one. */
  get profile(): RigProfile | null {
    return this.performer?.binding.profile || null;
  }

  /** Gestures that the present model has. */
  get clipNames(): readonly string[] {
    return this.performer?.clips.names || [];
  }

  /** Plays a gesture once; without such a clip an `error` event `unknown_clip` says so. */
  playClip(name: string): boolean {
    const played = this.performer?.clips.play(name) || false;
    if (!played) this.refuse('unknown_clip', `no clip "${name}"; there are: ${this.clipNames.join(', ') || 'none'}`);
    return played;
  }

  /** Repeats the model's mouth clips, without any sound of ours, until told to stop. */
  playMouth(on: boolean): void {
    this.mouthLooping = on;
  }

  /** Changes the mood of the face; an utterance with a mood of its own has precedence while it is heard. */
  setEmotion(name: string, intensity = 1): void {
    const mood = { name, intensity: Math.min(1, Math.max(0, intensity)) };
    if (this.wear(mood)) this.mood = mood;
  }

  /** Moves the camera. */
  setShot(name: ShotName): void {
    this.shotChosen = true;
    this.stage?.setShot(name);
    this.events.emit('shotchange', { shot: name });
  }

  get shot(): ShotName {
    return this.stage?.shot || 'upper';
  }

  /** Turns eyes and head, in radians from straight ahead: yaw to the avatar's left, pitch up. */
  lookAt(yaw: number, pitch: number): void {
    this.look = [yaw, pitch];
    this.life?.lookAt(yaw, pitch);
  }

  /** What the avatar shows while nothing is said: that it waits, listens or thinks. */
  setActivity(activity: WaitingActivity): void {
    if (!WAITING_ACTIVITIES.includes(activity)) {
      this.refuse('unknown_activity', `no activity "${activity}"; there are: ${WAITING_ACTIVITIES.join(', ')}`);
      return;
    }
    this.speech.setResting(activity);
  }

  /** How rich the picture is to be; see the `quality` event for what comes of it. */
  get quality(): QualityMode {
    return this.qualityMode;
  }

  set quality(mode: QualityMode) {
    this.qualityMode = mode;
    this.adaptation?.setMode(mode);
  }

  /** Colours of the present model that can be changed. */
  get tints(): readonly Tint[] {
    return this.performer?.look?.tints || [];
  }

  /** Gives a part of the model, such as its outfit, a CSS colour; what it has not is told by an `error` event. */
  setTint(name: string, colour: string): void {
    const look = this.performer?.look;
    const fault = look ? look.setTint(name, colour) : 'no model';
    if (fault) this.refuse('unknown_tint', fault);
  }

  /** Puts a CSS colour or a picture, by its address, behind the avatar; `none` lets the page be seen. */
  async setBackground(background: string): Promise<void> {
    try {
      const { setBackground } = await import('../avatar/background.ts');
      if (this.stage) await setBackground(this.stage.renderer.domElement, background);
    } catch (cause) {
      this.refuse('background_broken', (cause as Error).message);
    }
  }

  get probe(): AvatarProbe {
    const { stage, performer, drawn, mixer } = this;
    const { tier = null, drawn: frameCount = 0, triangles = 0, fps = 0 } = stage || {};
    const held = (stage && performer?.look?.held(stage.renderer)) || null;
    return { tier, held, frameCount, lastFrame: drawn, face: mixer.face, triangles, fps };
  }

  /** Ends sound, session and picture and gives everything back. */
  destroy(): void {
    clearInterval(this.timer);
    this.stopUnlocking();
    this.loading?.abort();
    this.loading = null;
    this.following?.stop();
    this.systemVoice.destroy();
    this.speech.destroy();
    this.life?.attach(null);
    this.adaptation?.dispose();
    this.adaptation = null;
    this.performer?.dispose();
    this.performer = null;
    this.stage?.destroy();
    this.stage = null;
    this.events.clear();
  }

  private unlockOnGesture(): void {
    this.stopUnlocking();
    this.stopUnlocking = unlockOnGesture(window, () => this.unlock());
  }

  private openStage(container: HTMLElement): Stage | null {
    const { maxFps, maxPixelRatio, shot } = this.options;
    const tier = this.qualityMode === 'auto' ? guessTier(thisDevice()) : this.qualityMode;
    try {
      const stage = new Stage(
        container,
        {
          tick: (dtSeconds) => this.tick(dtSeconds),
          contextLost: () => this.refuse('context_lost', 'the graphics card took its memory back; waiting', true),
          drawnFrame: (nowMs, busyMs) => this.adaptation?.frame(nowMs, busyMs),
        },
        { reducedMotion: this.reducedMotion, maxFps, maxPixelRatio, tier },
      );
      if (shot) stage.setShot(shot, true);
      return stage;
    } catch (cause) {
      // Listeners are added after construction: tell them when they can hear it.
      setTimeout(() => this.refuse('webgl_unavailable', (cause as Error).message));
      return null;
    }
  }

  private show(performer: Performer, stage: Stage, url: string): void {
    this.performer?.dispose();
    this.performer = performer;
    performer.clips.setStill(this.reducedMotion);
    performer.clips.onGesture = (name, phase, completed) => {
      if (phase === 'start') this.events.emit('clipstart', { name });
      else this.events.emit('clipend', { name, completed });
    };
    this.enliven(performer);
    const { manifest, binding, model, look } = performer;
    stage.setModel(model.scene, manifest, look);
    this.speech.layer.setArticulation(manifest.articulation);
    this.adaptation?.dispose();
    this.adaptation =
      look?.adapt(stage, this.qualityMode, this.options.maxFps, {
        meshesChanged: () => performer.rebind(),
        changed: (tier, reason, fps) => {
          this.live(this.state);
          this.events.emit('quality', { tier, reason, fps });
        },
        warned: (message) => this.refuse('level_broken', message),
      }) || null;
    const first = manifest.default_shot as ShotName;
    if (!this.shotChosen && SHOT_NAMES.includes(first)) stage.setShot(first, true);
    this.speech.useSpace(binding.profile.speechSpace === 'viseme15' ? 'viseme15' : 'arkit52');
    this.events.emit('ready', { model: url, profile: binding.profile });
  }

  /** One frame: what is audible, what the face does with it, what the model shows. */
  private tick(dtSeconds: number): void {
    this.lastTickMs = performance.now();
    this.speech.tick();
    const asClip = this.performer?.hasMouthClipOnly === true;
    const mouthClips = this.mouthLooping || this.speech.needsMouthClip;
    const { clock } = this.player;
    if (this.life) {
      this.life.murmuring = mouthClips && !asClip;
      this.life.before(dtSeconds, clock);
    }
    const face = this.mixer.mix(dtSeconds);
    this.performer?.perform(face, dtSeconds, mouthClips);
    this.life?.after(dtSeconds);
    this.drawn.utterance = clock.utterance;
    this.drawn.seconds = clock.seconds;
    this.drawn.running = clock.running;
    this.drawn.contextTime = this.player.context.currentTime;
  }

  private lookAfterSpeech(): void {
    if (performance.now() - this.lastTickMs >= HIDDEN_PAGE_MS || !this.stage) this.speech.tick();
  }

  /** What makes the figure alive is no part of what must be there before it talks. */
  private enliven(performer: Performer): void {
    if (this.life) {
      this.life.attach(performer);
      this.live(this.state);
      return;
    }
    import('../avatar/life.ts').then(
      ({ Life }) => {
        if (this.life || !this.performer) return;
        this.life = new Life(this.voice, this.reducedMotion);
        for (const layer of this.life.layers) this.mixer.add(layer);
        this.life.lookAt(...this.look);
        this.life.attach(this.performer);
        this.live(this.state);
      },
      (cause) => this.refuse('life_missing', `the script that moves eyes did not come: ${String(cause)}`, true),
    );
  }

  /** Body and eyes show what the avatar is busy with. */
  private live(state: AvatarState): void {
    const waiting = state === 'listening' || state === 'thinking' ? state : 'idle';
    this.performer?.clips.setActivity(waiting);
    if (!this.life) return;
    this.life.activity = state === 'speaking' ? 'speaking' : waiting;
    this.life.swing(this.stage?.tier === 'high');
  }

  /** Acts on a mark of the text: `gesture:greeting`, `emotion:happy`; any other is the host's own. */
  private direct(mark: string): void {
    const [kind, name = ''] = mark.split(':', 2);
    // Nobody asked for this movement but the text.
    if (kind === 'gesture' && !this.reducedMotion) this.playClip(name);
    if (kind === 'emotion') this.wear({ name, intensity: 1 });
  }

  /** False for a mood that nobody knows, which an `error` event tells. */
  private wear({ name, intensity }: { name: string; intensity: number }): boolean {
    try {
      this.emotion.set(name, intensity);
      return true;
    } catch (cause) {
      this.refuse('unknown_emotion', (cause as Error).message);
      return false;
    }
  }

  private refuse(code: string, message: string, retryable = false): void {
    this.events.emit('error', { code, message, retryable });
  }
}

/** What only a page with a model needs, three's loaders and clips among it: a script of its own. */
async function modelPart(): Promise<typeof import('../avatar/performer.ts')> {
  try {
    return await import('../avatar/performer.ts');
  } catch (cause) {
    throw new ModelError('model_unreachable', `the script that loads models did not come: ${String(cause)}`, true);
  }
}
