import type { QualityMode } from '../avatar/adaptation.ts';
import type { ShotName } from '../avatar/shots.ts';
import type { SessionToken } from '../client/index.ts';
import type { WaitingActivity } from '../core/activity.ts';
import type { Speak } from '../protocol/index.ts';
import { ATTRIBUTES, needsNewAvatar } from './attribute_names.ts';
import type { Avatar } from './avatar.ts';
import { checkSupport, type Support } from './check_support.ts';
import type { AskOptions } from './conversation/conversation.ts';
import { ElementBase } from './element_base.ts';
import { ELEMENT_EVENTS, type ElementEvents } from './element_events.ts';
import { dress } from './element_style.ts';
import { wordsFor } from './element_words.ts';
import type { AvatarError, AvatarState } from './events.ts';
import { AvatarFault } from './fault.ts';
import type { SoundSource } from './follow_source.ts';
import type { FollowOptions } from './following.ts';
import type { ListenOptions } from './hearing.ts';
import { loadInner } from './load_inner.ts';
import { promised } from './promised.ts';
import type { RecordingSource, SpeakAudioOptions } from './recording.ts';
import type { SpeakStream } from './speak_stream.ts';
import { unreachable } from './unreachable.ts';
import { watchSight } from './watch_sight.ts';

/** Calls that may wait for the avatar's scripts; beyond that a call is refused with an `error` event. */
const MOST_WAITING = 64;
/** Attributes that are also properties of the same name in camel case. */
const TEXTS = [
  'avatar',
  'server',
  'voice',
  'language',
  'emotion',
  'shot',
  'background',
  'quality',
  'codec',
  'speaking-style',
  'mark',
  'mark-corner',
] as const;
const NUMBERS = ['rate', 'pitch', 'volume', 'max-fps', 'max-pixel-ratio', 'mark-size'] as const;
const FLAGS = [
  'muted',
  'still',
  'captions',
  'low-power',
  'get-message',
  'hash-channel',
  'host-bridge',
  'keep-conversation',
] as const;

type Inner = Awaited<ReturnType<typeof loadInner>>;
type SpeakOptions = Partial<Omit<Speak, 'type' | 'text'>>;

let count = 0;

/**
 * `<visavis-avatar>`: a talking avatar as an element of the page.
 *
 * Methods may be called at once: what the avatar's scripts are needed for waits until they have come. An element that
 * is taken out of the page gives back sound, session and picture; one that is only moved goes on speaking.
 */
export class VisavisAvatarElement extends ElementBase {
  static readonly observedAttributes: readonly string[] = ATTRIBUTES;
  /** Where the server is when neither the element nor the script's own address tells. */
  static defaultServer: string | undefined;

  declare avatar: string;
  declare server: string;
  declare voice: string;
  declare language: string;
  declare emotion: string;
  declare shot: ShotName | '';
  declare background: string;
  declare quality: QualityMode | '';
  declare codec: string;
  declare speakingStyle: string;
  /** NaN where the attribute is not set. */
  declare rate: number;
  declare pitch: number;
  /** 0 to 1. */
  declare volume: number;
  declare maxFps: number;
  declare maxPixelRatio: number;
  declare muted: boolean;
  /** No idle loop: the figure holds still but for a mouth that speaks. */
  declare still: boolean;
  /** Captions over the foot of the figure. */
  declare captions: boolean;
  /** A flat figure, which leaves the graphics card alone. */
  declare lowPower: boolean;
  /** Words of the mark that says that the figure is AI-generated; `none` takes it away. */
  declare mark: string;
  declare markCorner: string;
  declare markSize: number;
  /** Puts `getMessage` on the window, for apps that drive the page in their web view. */
  declare getMessage: boolean;
  /** Obeys commands in the fragment of the page's address. */
  declare hashChannel: boolean;
  /** Tells the app around the page what happens. */
  declare hostBridge: boolean;
  /** The conversation goes on after a reload, and on the site's next page in the same tab. */
  declare keepConversation: boolean;

  /** Shows that this page may speak, where the server asks for it: a token, or what fetches one. Set it before. */
  declare token: SessionToken | undefined;
  /** Settles with the first model: resolves when it is on the stage, rejects with an AvatarFault. */
  ready: Promise<void>;
  private shown = promised<void>();
  private made = promised<Avatar>();
  /** Beneath the element: what it is made of. Null until its scripts have come. */
  inner: Avatar | null = null;
  private stage!: HTMLElement;
  private start: HTMLButtonElement | null = null;
  private waiting: ((avatar: Avatar) => void)[] = [];
  private ends: (() => void)[] = [];
  private making: object | null = null;
  /** There from the moment that {@link inner} is. */
  private parts!: Inner;
  private shownModel: Promise<void> = Promise.resolve();

  constructor() {
    super();
    this.ready = this.shown.promise;
  }

  connectedCallback(): void {
    if (!this.shadowRoot) this.build();
    for (const name of [...TEXTS, ...NUMBERS, ...FLAGS]) this.adoptProperty(camel(name));
    if (!this.making) this.make();
  }

  disconnectedCallback(): void {
    // Moved within the page, it is connected again before this runs.
    queueMicrotask(() => {
      if (!this.isConnected) this.destroy();
    });
  }

  attributeChangedCallback(name: string, before: string | null, value: string | null): void {
    const { inner } = this;
    if (before === value || !this.making) return;
    if (needsNewAvatar(name)) {
      this.destroy();
      this.make();
    } else if (name === 'avatar') {
      if (inner) this.showModel(inner);
    } else if (inner) {
      // At once: what is said next is said with it.
      this.parts.applyAttribute(inner, name, this);
    }
  }

  /** Says a text after what is being said. Returns the utterance's id at once; what comes of it is told by events. */
  speak(text: string, options: SpeakOptions = {}): string {
    const id = options.id || newId();
    this.act((avatar) => avatar.speak(text, { ...options, id }), id);
    return id;
  }

  /** Says a text that comes in pieces, such as a language model's answer, sentence by sentence as they are complete. */
  speakStream(options: SpeakOptions = {}): SpeakStream {
    const id = options.id || newId();
    // Pieces are few and small until the script is there.
    const early: ((stream: SpeakStream) => void)[] = [];
    let opened: SpeakStream | null = null;
    const use = (call: (stream: SpeakStream) => void): void => {
      if (opened) call(opened);
      else early.push(call);
    };
    this.act((avatar) => {
      this.parts
        .openStream(avatar, { ...options, id })
        .then((stream) => {
          opened = stream;
          for (const call of early.splice(0)) call(stream);
        })
        .catch((cause) => this.refuse('script_missing', String(cause), true, id));
    }, id);
    return {
      id,
      write: (text, final) => use((stream) => stream.write(text, final)),
      end: () => use((stream) => stream.end()),
      cancel: () => use((stream) => stream.cancel()),
    };
  }

  /** Says a recording: a file, its bytes or its address; with `text` or a `track` the lips follow exactly. */
  speakAudio(source: RecordingSource, options: SpeakAudioOptions = {}): string {
    const id = options.id || newId();
    this.act((avatar) => avatar.speakAudio(source, { ...options, id }), id);
    return id;
  }

  /**
   * Puts a question, where the server converses: what is being said stops, and the answer is said. Returns the turn's id
   * at once; what comes of it is told by events.
   */
  ask(text: string, options: AskOptions = {}): string {
    const id = options.id || newId();
    this.act((avatar) => avatar.ask(text, { ...options, id }), id);
    return id;
  }

  /**
   * Listens to the visitor, who may ask by voice from then on, and interrupt. Resolves when the microphone is open;
   * rejects with an AvatarFault, such as `microphone_denied`.
   */
  async listen(options: ListenOptions = {}): Promise<void> {
    await (await this.whenMade()).listen(options);
  }

  stopListening(): void {
    this.act((avatar) => avatar.stopListening());
  }

  /** Moves the lips by a sound that nobody knows the text of; the function returned ends it. */
  followSound(source: SoundSource, options: FollowOptions = {}): () => void {
    let stop = () => {};
    let stopped = false;
    this.act((avatar) => {
      if (!stopped) ({ stop } = avatar.followSound(source, options));
    });
    return () => {
      stopped = true;
      stop();
    };
  }

  /** Stops one utterance, or everything that is being said or waits to be. */
  interrupt(id?: string): void {
    this.act((avatar) => avatar.interrupt(id));
  }

  /** Voice and mouth stand still until {@link resume}. */
  pause(): void {
    this.act((avatar) => avatar.pause());
  }

  resume(): void {
    this.act((avatar) => avatar.resume());
  }

  mute(muted = true): void {
    this.muted = muted;
  }

  /** Lets sound play. Call it inside a gesture of the visitor; gestures on the page do so by themselves. */
  unlock(): Promise<boolean> {
    return this.whenMade().then((avatar) => avatar.unlock());
  }

  /** Plays a gesture of the model; false where it has none of that name. Waits for the model. */
  async playClip(name: string): Promise<boolean> {
    return (await this.withModel()).playClip(name);
  }

  /** Names of the gestures that the model has. Waits for the model. */
  async listClips(): Promise<readonly string[]> {
    return (await this.withModel()).clipNames;
  }

  /** Starts and stops the model's mouth clips, without a sound. */
  playMouth(on: boolean): void {
    this.act((avatar) => avatar.playMouth(on));
  }

  setEmotion(name: string, intensity = 1): void {
    this.act((avatar) => avatar.setEmotion(name, intensity));
  }

  setActivity(name: WaitingActivity): void {
    this.act((avatar) => avatar.setActivity(name));
  }

  setShot(name: ShotName): void {
    this.shot = name;
  }

  setBackground(background: string): void {
    this.background = background;
  }

  /** Shows another avatar: one of the server by its name, or a model by its address. Resolves when it is there. */
  async setAvatar(avatar: string): Promise<void> {
    await this.whenMade();
    this.avatar = avatar;
    await this.shownModel;
  }

  setTint(name: string, colour: string): void {
    void this.withModel().then(
      (avatar) => avatar.setTint(name, colour),
      () => {},
    );
  }

  /** Turns eyes and head, in radians from straight ahead: yaw to the avatar's left, pitch up. */
  lookAt(yaw: number, pitch: number): void {
    this.act((avatar) => avatar.lookAt(yaw, pitch));
  }

  /** Asks for a one-time code by which a host's backend binds this page to command it; a `code` event brings it. */
  askCode(): void {
    this.act((avatar) => avatar.askCode());
  }

  checkSupport(): Support {
    return checkSupport();
  }

  get state(): AvatarState {
    return this.inner ? this.inner.state : 'idle';
  }

  /** Gives everything back; put the element into the page anew to have it come again. */
  destroy(): void {
    const { inner } = this;
    this.making = this.inner = null;
    this.waiting = [];
    for (const end of this.ends.splice(0)) end();
    inner?.destroy();
    this.offerStart(false);
    this.giveUp(new AvatarFault('destroyed', 'the element was taken out of the page'));
    this.made = promised();
    this.shown = promised();
    this.ready = this.shown.promise;
  }

  private build(): void {
    const root = this.attachShadow({ mode: 'open' });
    dress(root);
    this.stage = root.appendChild(document.createElement('div'));
    this.stage.className = 'stage';
    this.stage.setAttribute('part', 'stage');
    const over = root.appendChild(document.createElement('div'));
    over.className = 'over';
    over.appendChild(document.createElement('slot'));
    const start = root.appendChild(document.createElement('button'));
    start.type = 'button';
    start.className = 'start';
    start.setAttribute('part', 'start');
    start.hidden = true;
    start.addEventListener('click', () => this.unlock().catch(() => {}));
    this.start = start;
  }

  /** Fetches the scripts and makes the avatar, unless the element has gone meanwhile. */
  private make(): void {
    const making = {};
    this.making = making;
    loadInner().then(
      (parts) => {
        if (this.making !== making) return;
        this.parts = parts;
        const server = this.server || VisavisAvatarElement.defaultServer;
        const avatar = parts.makeAvatar(this.stage, this, { server, token: this.token });
        this.inner = avatar;
        for (const name of ELEMENT_EVENTS) avatar.events.on(name, (detail) => this.tell(name, detail));
        avatar.events.on('autoplayblocked', () => this.offerStart(true));
        avatar.events.on('autoplayallowed', () => this.offerStart(false));
        this.ends.push(
          parts.openDoors(avatar, this),
          watchSight(this, (seen) => this.tell(seen ? 'wake' : 'sleep', {})),
        );
        for (const call of this.waiting.splice(0)) call(avatar);
        this.made.resolve(avatar);
        this.showModel(avatar).then(this.shown.resolve, this.shown.reject);
      },
      (cause) => {
        if (this.making !== making) return;
        const fault = new AvatarFault('script_missing', unreachable(cause), true);
        this.refuse(fault.code, fault.message, true);
        this.giveUp(fault);
      },
    );
  }

  private showModel(avatar: Avatar): Promise<void> {
    const shown = this.parts.showModel(avatar, this);
    this.shownModel = shown;
    shown.catch(() => {});
    return shown;
  }

  /**
   * The avatar beneath the element, as soon as its scripts have come. Rejects with an AvatarFault: `script_missing`, or
   * `destroyed` when the element goes before that.
   */
  whenMade(): Promise<Avatar> {
    return this.made.promise;
  }

  private async withModel(): Promise<Avatar> {
    const avatar = await this.whenMade();
    await this.shownModel.catch(() => {});
    return avatar;
  }

  /** Does it now, or as soon as the avatar is there. */
  private act(call: (avatar: Avatar) => void, id?: string): void {
    if (this.inner) call(this.inner);
    else if (this.waiting.length < MOST_WAITING) this.waiting.push(call);
    else this.refuse('queue_full', `${MOST_WAITING} calls wait for the avatar already`, true, id);
  }

  /** Shows or hides the button by which the visitor lets sound play. */
  private offerStart(offered: boolean): void {
    if (!this.start) return;
    this.start.textContent = wordsFor(this).start;
    this.start.hidden = !offered;
  }

  private refuse(code: string, message: string, retryable = false, id?: string): void {
    this.tell('error', { code, message, retryable, ...(id ? { id } : {}) } satisfies AvatarError);
  }

  private tell<K extends keyof ElementEvents>(type: K, detail: ElementEvents[K]): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  private giveUp(fault: AvatarFault): void {
    this.made.reject(fault);
    this.shown.reject(fault);
  }

  /** A property that was set before the element knew it hides the accessor: take it in. */
  private adoptProperty(name: string): void {
    if (!Object.prototype.hasOwnProperty.call(this, name)) return;
    const own = this as unknown as Record<string, unknown>;
    const value = own[name];
    delete own[name];
    own[name] = value;
  }
}

// Frameworks look whether there is such a property, and else write an attribute, for everybody to read. A value that was set
// before the element was known stays.
VisavisAvatarElement.prototype.token = undefined;

for (const name of TEXTS) {
  reflect(
    name,
    (element) => element.getAttribute(name) || '',
    (value) => (value === null || value === undefined ? null : String(value)),
  );
}
for (const name of NUMBERS) {
  reflect(
    name,
    (element) => numberOf(element.getAttribute(name), name),
    (value) => (value === null || value === undefined ? null : String(value)),
  );
}
for (const name of FLAGS)
  reflect(
    name,
    (element) => element.hasAttribute(name),
    (value) => (value ? '' : null),
  );

function reflect(name: string, read: (element: Element) => unknown, write: (value: unknown) => string | null): void {
  Object.defineProperty(VisavisAvatarElement.prototype, camel(name), {
    configurable: true,
    enumerable: true,
    get(this: Element) {
      return read(this);
    },
    set(this: Element, value: unknown) {
      const text = write(value);
      if (text === null) this.removeAttribute(name);
      else this.setAttribute(name, text);
    },
  });
}

function numberOf(text: string | null, name: string): number {
  if (text !== null) return Number(text);
  return name === 'volume' ? 1 : Number.NaN;
}

function camel(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function newId(): string {
  return `v${++count}-${Math.floor(Math.random() * 0x7fffffff).toString(36)}`;
}
