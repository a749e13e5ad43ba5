import type { Object3D } from 'three';
import { SpeechPlayer } from '../audio/index.ts';
import type { QualityMode } from '../avatar/adaptation.ts';
import type { Tint } from '../avatar/look.ts';
import type { RigProfile } from '../avatar/rig_profile.ts';
import type { ShotName } from '../avatar/shots.ts';
import { type ConnectionState, SessionClient, socketOpener } from '../client/index.ts';
import { WAITING_ACTIVITIES, type WaitingActivity } from '../core/activity.ts';
import type { CaptionWord } from '../core/captions.ts';
import { Emitter } from '../core/emitter.ts';
import { EMOTION_NAMES } from '../core/emotion_names.ts';
import { FaceMixer } from '../core/mixer.ts';
import type { ChannelSpace, Describe, Speak } from '../protocol/index.ts';
import type { MarkOptions } from './ai_mark.ts';
import { withCodec } from './codec_wish.ts';
import type { AskOptions } from './conversation/conversation.ts';
import type { Talk } from './conversation/talk.ts';
import type { AvatarEvents, AvatarState } from './events.ts';
import { Figure } from './figure.ts';
import type { SoundSource } from './follow_source.ts';
import type { Following, FollowOptions, OwnFollowing } from './following.ts';
import { unlockOnGesture } from './gesture_unlock.ts';
import type { ListenOptions } from './hearing.ts';
import { LateSystemVoice } from './late_system_voice.ts';
import type { AvatarOptions, AvatarProbe } from './options.ts';
import type { RecordingSource, SpeakAudioOptions } from './recording.ts';
import { sessionUrl } from './session_url.ts';
import { Speech } from './speech.ts';

/** How often speech is looked after when the page draws no frames, and where there is nothing to draw yet. */
const HIDDEN_PAGE_MS = 250;
const NO_PICTURE_MS = 50;

/**
 * A talking avatar in a container element: a model on a stage, a session with the server, and the visitor's ears.
 *
 * Goes on without whatever fails: without WebGL or a model it still talks, without a server it still moves.
 */
export class Avatar {
  readonly events = new Emitter<AvatarEvents>();
  /** Settles with the first model: resolves when it is on the stage, rejects with its ModelError. */
  readonly ready: Promise<void>;
  /** By what an avatar on another page goes on with this conversation, and whether this one goes on with another's. */
  session!: Pick<SessionClient, 'resumption' | 'resumed'>;
  /** Merged into every `speak`. A host may change it. */
  defaults: Partial<Omit<Speak, 'type' | 'id' | 'text'>>;
  private readonly container: HTMLElement;
  private readonly options: AvatarOptions;
  private readonly player: SpeechPlayer;
  private readonly speech: Speech;
  private readonly systemVoice: LateSystemVoice;
  private talk: Talk | null = null;
  private readonly figure: Figure;
  private readonly mixer = new FaceMixer();
  private following: Following | null = null;
  private mood = { name: 'neutral', intensity: 1 };
  private readonly timer: ReturnType<typeof setInterval>;
  private lookedMs = 0;
  private stopUnlocking = () => {};

  constructor(container: HTMLElement, options: AvatarOptions = {}) {
    this.container = container;
    this.options = options;
    this.defaults = { ...options.defaults };
    const url = sessionUrl(options.server, document.baseURI);
    this.player = new SpeechPlayer(options.audioContext);
    const webSocket = socketOpener();
    const { token } = options;
    const connect = (channelSpace: ChannelSpace, resumption = options.resumption) => {
      const client = new SessionClient({ url, channelSpace, webSocket, token, resumption, name: 'visavis-web' });
      this.session = client;
      if (typeof token === 'function')
        this.fetch(import('./token_renewal.ts'), ({ renewToken }) => renewToken(client, token));
      return withCodec(client, options.codec, url);
    };
    this.speech = new Speech({ player: this.player, connect }, this.events);
    this.systemVoice = new LateSystemVoice(this.player, this.speech, this.events);
    this.mixer.add(this.speech.layer);
    this.events.on('speakstart', ({ emotion }) => this.wear(emotion ? { name: emotion, intensity: 1 } : this.mood));
    this.events.on('speakend', () => this.wear(this.mood));
    this.events.on('mark', ({ name }) => this.direct(name));
    this.events.on('statechange', () => this.figure.live());
    this.unlockOnGesture();
    this.events.on('autoplayblocked', () => this.unlockOnGesture());
    const { events, speech, player, mixer } = this;
    const { clock, context } = player;
    // Where the server converses somebody is going to ask.
    events.on('describe', ({ dialogue }) => dialogue && this.converse());
    this.figure = new Figure({ container, options, events, speech, clock, context, mixer });
    this.timer = setInterval(() => this.lookAfterSpeech(), NO_PICTURE_MS);
    this.setMark(options.mark ?? {});
    if (options.captions) this.showCaptions(true);
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
   * Puts a question, where the server converses: what is being said stops, and the answer is said. Returns the turn's id
   * at once; what comes of it is told by events.
   */
  ask(text: string, options: AskOptions = {}): string {
    const { voice } = this.defaults;
    const id = options.id || this.speech.newId();
    this.converse().then(
      (talk) => talk.conversation.ask(text, { voice, ...options, id }),
      () => {},
    );
    return id;
  }

  /**
   * Listens to the visitor: opens the microphone and has what is said answered. Resolves once it listens, rejects with an
   * AvatarFault, which an `error` event tells too.
   */
  listen(options: ListenOptions = {}): Promise<void> {
    this.unlock().catch(() => {});
    const { voice } = this.defaults;
    return this.converse().then((talk) => talk.listen({ voice, ...options }));
  }

  /** Closes the microphone; what was heard until then is answered. */
  stopListening(): void {
    this.talk?.stopListening();
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

  /**
   * Asks for a one-time code by which a host's backend binds this page to command it; a `code` event brings it, once
   * there is a connection.
   */
  askCode(): void {
    this.fetch(import('./relay.ts'), ({ askForCode }) => askForCode(this, this.speech));
  }

  /** Address of the server, as it was given; none for the page's own. */
  get server(): string | undefined {
    return this.options.server;
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
  loadModel(url: string): Promise<void> {
    return this.figure.load(url);
  }

  /** True when a model is on the stage. */
  get hasModel(): boolean {
    return this.figure.actor !== null;
  }

  /** True once lids, eyes and head move by themselves, a little after the first model has come. */
  get alive(): boolean {
    return this.figure.life !== null;
  }

  /** The model on the stage, for a host that adds to it or looks at it; null without one, and for a drawing. */
  get model(): Object3D | null {
    return this.figure.actor?.model.scene || null;
  }

  /** What the present model can do; null without one. */
  get profile(): RigProfile | null {
    return this.figure.actor?.binding.profile || null;
  }

  /** Gestures that the present model has. */
  get clipNames(): readonly string[] {
    return this.figure.actor?.clips.names || [];
  }

  /** Plays a gesture once; without such a clip an `error` event `unknown_clip` says so. */
  playClip(name: string): boolean {
    const played = this.figure.actor?.clips.play(name) || false;
    if (!played) this.unknown('clip', name, this.clipNames);
    return played;
  }

  /** Repeats the model's mouth clips, without any sound of ours, until told to stop. */
  playMouth(on: boolean): void {
    this.figure.mouthLooping = on;
  }

  /** Changes the mood of the face; an utterance with a mood of its own has precedence while it is heard. */
  setEmotion(name: string, intensity = 1): void {
    const mood = { name, intensity: Math.min(1, Math.max(0, intensity)) };
    if (this.wear(mood)) this.mood = mood;
  }

  /** Moves the camera. */
  setShot(name: ShotName): void {
    this.figure.setShot(name);
  }

  get shot(): ShotName {
    return this.figure.shot;
  }

  /** Turns eyes and head, in radians from straight ahead: yaw to the avatar's left, pitch up. */
  lookAt(yaw: number, pitch: number): void {
    if (Number.isFinite(yaw + pitch)) this.figure.lookAt(yaw, pitch);
    else this.refuse('bad_angle', `no two angles in radians: ${yaw}, ${pitch}`);
  }

  /** What the avatar shows while nothing is said: that it waits, listens or thinks. */
  setActivity(activity: WaitingActivity): void {
    if (!WAITING_ACTIVITIES.includes(activity)) {
      this.unknown('activity', activity, WAITING_ACTIVITIES);
      return;
    }
    this.speech.setResting(activity);
  }

  /** How rich the picture is to be; see the `quality` event for what comes of it. */
  get quality(): QualityMode {
    return this.figure.quality;
  }

  set quality(mode: QualityMode) {
    this.figure.quality = mode;
  }

  /**
   * True while the figure holds still, but for a mouth that speaks and gestures that are asked for: no idle loop, no
   * turning of head and eyes, no blinking. For a pause control.
   */
  get still(): boolean {
    return this.figure.still;
  }

  set still(still: boolean) {
    this.figure.still = still;
  }

  /** Colours of the present model that can be changed. */
  get tints(): readonly Tint[] {
    return this.figure.actor?.look?.tints || [];
  }

  /** Gives a part of the model, such as its outfit, a CSS colour; what it has not is told by an `error` event. */
  setTint(name: string, colour: string): void {
    const look = this.figure.actor?.look;
    const fault = look ? look.setTint(name, colour) : 'no model';
    if (fault) this.refuse('unknown_tint', fault);
  }

  /** Puts a CSS colour or a picture, by its address, behind the avatar; `none` lets the page be seen. */
  async setBackground(background: string): Promise<void> {
    try {
      const { setBackground } = await import('../avatar/background.ts');
      await this.figure.opened();
      const { theatre } = this.figure;
      if (theatre) await setBackground(theatre.canvas, background);
    } catch (cause) {
      this.refuse('background_broken', (cause as Error).message);
    }
  }

  /** Marks the figure as AI-generated, as rules ask for, or changes the mark; `false` takes it away. */
  setMark(mark: MarkOptions | false): void {
    const { container } = this;
    this.fetch(import('./ai_mark.ts'), ({ showMark }) => showMark(container, mark));
  }

  /** Shows captions over the foot of the figure, or takes them away. */
  showCaptions(on: boolean): void {
    const { container } = this;
    this.fetch(import('./captions/overlay.ts'), ({ showCaptions }) => showCaptions(container, this, on));
  }

  get probe(): AvatarProbe {
    return this.figure.probe;
  }

  /** Ends sound, session and picture and gives everything back. */
  destroy(): void {
    clearInterval(this.timer);
    this.stopUnlocking();
    this.following?.stop();
    this.systemVoice.destroy();
    this.talk?.destroy();
    this.speech.destroy();
    this.figure.destroy();
    this.setMark(false);
    this.showCaptions(false);
    this.events.clear();
  }

  private unlockOnGesture(): void {
    this.stopUnlocking();
    this.stopUnlocking = unlockOnGesture(window, () => this.unlock());
  }

  private lookAfterSpeech(): void {
    const nowMs = performance.now();
    const { lastTickMs, theatre } = this.figure;
    if (theatre && nowMs - Math.max(lastTickMs, this.lookedMs) < HIDDEN_PAGE_MS) return;
    this.lookedMs = nowMs;
    this.speech.tick();
  }

  /** Acts on a mark of the text: `gesture:greeting`, `emotion:happy`; any other is the host's own. */
  private direct(mark: string): void {
    const [kind, name = ''] = mark.split(':', 2);
    // Nobody asked for this movement but the text.
    if (kind === 'gesture' && !this.figure.reducedMotion) this.playClip(name);
    if (kind === 'emotion') this.wear({ name, intensity: 1 });
  }

  /** False for a mood that nobody knows, which an `error` event tells. */
  private wear({ name, intensity }: { name: string; intensity: number }): boolean {
    const known = EMOTION_NAMES.includes(name);
    if (known) this.figure.wear(name, intensity);
    else this.unknown('emotion', name, EMOTION_NAMES);
    return known;
  }

  /** What converses, once it has come; an `error` event tells of a script that does not. */
  private converse(): Promise<Talk> {
    const { player, speech, events, mixer, options } = this;
    const talk = import('./conversation/talk.ts').then(({ Talk }) => {
      this.talk = this.talk || new Talk(player, speech, events, mixer.face, options.server);
      return this.talk;
    });
    this.fetch(talk, () => {});
    return talk;
  }

  private fetch<T>(script: Promise<T>, use: (script: T) => void): void {
    script.then(use).catch((cause) => this.refuse('script_missing', String(cause), true));
  }

  private unknown(kind: string, name: string, known: readonly string[]): void {
    this.refuse(`unknown_${kind}`, `no ${kind} "${name}"; there are: ${known.join(', ') || 'none'}`);
  }

  private refuse(code: string, message: string, retryable = false): void {
    this.events.emit('error', { code, message, retryable });
  }
}
