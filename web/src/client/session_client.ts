import { Emitter } from '../core/emitter.ts';
import type { Random } from '../core/random.ts';
import {
  type AudioHeader,
  type ChannelSpace,
  type ClientMessage,
  type Codec,
  type Describe,
  decodeFrame,
  decodeMessage,
  type ErrorCode,
  type PlaybackReport,
  PROTOCOL_VERSION,
  type ServerMessage,
  type Speak,
  type SpeakAudio,
  type TrackHeader,
  type UtteranceStart,
  type Welcome,
} from '../protocol/index.ts';
import { Backoff } from './backoff.ts';
import { Heartbeat } from './heartbeat.ts';
import { PageWatch } from './page_watch.ts';
import { ReportGate } from './report_gate.ts';
import { Alarm, realTimers, type Timers } from './timers.ts';
import { type Asked, type Delivery, UtteranceBook } from './utterance_book.ts';

/**
 * `connecting`: the first attempt. `open`: the server has welcomed us. `reconnecting`: the connection was lost and is
 * tried again. `offline`: so too, and the device says that it has no network. `closed`: by us, or for good.
 */
export type ConnectionState = 'connecting' | 'open' | 'reconnecting' | 'offline' | 'closed';

/** An error of the server, or one that only a client can see. */
export interface SessionError {
  /**
   * `connection_lost`: an utterance broke off with the connection, and cannot be taken up. `bad_frame`: what came could not be read.
   * `server_unreachable`: it cannot be had by REST either; told once, while it is tried again.
   * `decoder_failed`: another way of decoding took over. `sound_undecodable`: none was left, the utterance breaks off.
   */
  readonly code:
    | ErrorCode
    | 'server_unreachable'
    | 'bad_frame'
    | 'connection_lost'
    | 'decoder_failed'
    | 'sound_undecodable';
  readonly message: string;
  readonly retryable: boolean;
  /** The utterance concerned, if any; nothing more of it follows. */
  readonly id: string | null;
}

export interface SessionEvents {
  state: ConnectionState;
  welcome: Welcome;
  /** An utterance begins to arrive. After a reconnect the same id begins again, from its first sample. */
  utterance: UtteranceStart;
  track: { readonly header: TrackHeader; readonly rows: Uint8Array };
  audio: { readonly header: AudioHeader; readonly samples: Int16Array; readonly bytes: Uint8Array };
  interrupted: { readonly ids: readonly string[] };
  error: SessionError;
  /** Everything else that the server says: codes, commands, what became of a token. */
  other: ServerMessage;
}

/** Sees an event before anybody else does; true when it is dealt with, and nobody else is to hear of it. */
export type SessionFilter = <K extends keyof SessionEvents>(type: K, event: SessionEvents[K]) => boolean;

export type SessionToken = string | (() => string | Promise<string>);

export interface SessionClientOptions {
  /** Address of the session's websocket. */
  readonly url: string;
  /** The space in which tracks are wanted. */
  readonly channelSpace: ChannelSpace;
  /** Name and version, for the operator's log. */
  readonly name?: string;
  readonly webSocket?: (url: string) => WebSocket;
  readonly random?: Random;
  readonly timers?: Timers;
  /** Shows that we may open a session, or fetches what does: anew for each connection, since it ends with time. */
  readonly token?: SessionToken;
  /** The {@link SessionClient.resumption} of a client before: the session, and a host's binding, go on. */
  readonly resumption?: string | null;
  /** The page whose visibility and network are watched; by default the one this runs in. */
  readonly page?: Window | null;
}

/** Utterances that may wait for a connection or for the rest of them to arrive. */
const MOST_OPEN = 64;
const WELCOME_WITHIN_MS = 10000;
const TOKEN_WITHIN_MS = 60000;
/** A connection that held this long was a good one. */
const STEADY_MS = 10000;
/** Errors after which another attempt would end the same way. */
const FATAL = /^(version_m|origin_|hello_|session_t)/;

/** A session with the server over a websocket that is kept up until {@link close}. Nothing here throws into a socket. */
export class SessionClient {
  readonly events = new Emitter<SessionEvents>();
  /** What the server offers, once it has welcomed us. */
  describe: Describe | null = null;
  /** How long the token is good that the session began with; null without one. */
  tokenSeconds: number | null = null;
  private readonly options: SessionClientOptions;
  private readonly random: Random;
  private readonly timers: Timers;
  private readonly backoff: Backoff;
  private readonly heartbeat: Heartbeat;
  private readonly page: PageWatch;
  private readonly attempt: Alarm;
  private readonly book = new UtteranceBook();
  private readonly gate: ReportGate;
  private socket: WebSocket | null = null;
  /** The attempt for which a token is being fetched. */
  private turn: object | null = null;
  /** What is being sent piece by piece. */
  private delivering: Asked | null = null;
  private current: ConnectionState = 'closed';
  private welcomedAt: number | null = null;
  private fatal = false;
  private paused = false;
  private count = 0;
  private codecs: readonly Codec[] = ['pcm'];
  /** Those that the server knows of; null where it takes no news of them. */
  private told: readonly Codec[] | null = null;
  private filter: SessionFilter | null = null;
  /** By which the next connection is known to be the same session's; null before a one-time code has come. */
  resumption: string | null;
  /** Whether the session that is open, or was last, goes on with one before it. */
  resumed = false;

  constructor(options: SessionClientOptions) {
    this.options = options;
    this.resumption = options.resumption || null;
    this.random = options.random || Math.random;
    this.timers = options.timers || realTimers;
    this.backoff = new Backoff(this.random);
    this.attempt = new Alarm(this.timers);
    this.gate = new ReportGate(this.timers);
    this.heartbeat = new Heartbeat(
      this.timers,
      (nonce) => this.send({ type: 'ping', nonce }),
      () => this.lose(),
    );
    const page = options.page === undefined ? (typeof window === 'undefined' ? null : window) : options.page;
    this.page = new PageWatch(page, { wake: () => this.wake(), leave: () => this.leave(), online: () => this.wake() });
  }

  get state(): ConnectionState {
    return this.current;
  }

  /** Connects, and keeps the connection up until {@link close}. */
  open(): void {
    if (this.current !== 'closed') return;
    this.fatal = false;
    this.page.start();
    this.setState('connecting');
    this.connect();
  }

  /** Ends the session; what was not sent is forgotten. */
  close(): void {
    this.page.stop();
    this.attempt.stop();
    this.dropSocket();
    this.book.interrupt(undefined);
    this.book.cut();
    this.gate.clear();
    this.setState('closed');
  }

  /**
   * Asks for speech; sent as soon as the session is open. Returns the utterance's id, ours unless one is given. When
   * too much waits already an `error` event with `queue_full` names it.
   */
  speak(request: Partial<Speak> & { text: string }): string {
    const id = request.id || this.newId();
    this.ask(id, speakMessage(id, request));
    return id;
  }

  /**
   * Keeps a place for what is being prepared: whatever is asked for later is spoken after it. Returns its id,
   * ours unless one is given. {@link provide} or {@link release} must follow.
   */
  reserve(id = this.newId()): string {
    this.ask(id, null);
    return id;
  }

  /** It is ready: `deliver` sends a recording's frames after the request. Ignored when it is not wanted any more. */
  provide(request: Speak | SpeakAudio, deliver?: Delivery): void {
    if (!this.book.get(request.id)?.pending) return;
    this.book.ask(request.id, request, deliver);
    this.flush();
  }

  /** The server is not needed for what was reserved. */
  release(id: string): void {
    this.book.settle(id);
    this.flush();
  }

  /** Stops one utterance, or everything and with it a pause. */
  interrupt(id?: string): void {
    const unsent = this.book.interrupt(id);
    if (unsent.length > 0) this.events.emit('interrupted', { ids: unsent });
    if (id === undefined || unsent.length === 0) this.send({ type: 'interrupt', id: id === undefined ? null : id });
    if (id === undefined && this.paused) this.resume();
    // Something may have waited behind it.
    this.flush();
  }

  /** What comes of an utterance is of no use: it ends as if the connection had been lost. */
  giveUp(id: string): void {
    this.interrupt(id);
    this.breakOff(id);
  }

  pause(): void {
    this.paused = true;
    this.send({ type: 'pause' });
  }

  resume(): void {
    this.paused = false;
    this.send({ type: 'resume' });
  }

  /** Tells the server what was heard: at once when the state changed, else once a second. */
  report(id: string, positionMs: number, state: PlaybackReport['state']): void {
    if (this.current === 'open' && this.gate.admits(id, state)) {
      this.send({ type: 'playback', id, position_ms: Math.max(0, positionMs), state });
    }
  }

  /**
   * The forms of sound that can be played from now on; what is on its way keeps its form. `filter` turns them into PCM.
   */
  offer(codecs: readonly Codec[], filter: SessionFilter): void {
    this.codecs = codecs;
    this.filter = filter;
    this.tellCodecs();
  }

  private tellCodecs(): void {
    const { codecs } = this;
    if (this.current !== 'open' || !this.told || this.told === codecs) return;
    this.told = codecs;
    this.send({ type: 'codecs', codecs: [...codecs] });
  }

  private ask(id: string, request: Speak | null): void {
    if (this.book.size >= MOST_OPEN) {
      this.fail('queue_full', `${MOST_OPEN} utterances wait already`, true, id);
    } else {
      this.book.ask(id, request);
      this.flush();
    }
  }

  /** An id that this page has not used. */
  newId(): string {
    this.count++;
    return `u${this.count}-${Math.floor(this.random() * 0x7fffffff).toString(36)}`;
  }

  private connect(): void {
    this.dropSocket();
    const { token } = this.options;
    if (typeof token !== 'function') {
      this.openSocket(token);
      return;
    }
    // Before the socket: a server waits for the hello for seconds, and somebody may have to let this page in first.
    const turn = {};
    this.turn = turn;
    this.attempt.start(TOKEN_WITHIN_MS, () => this.lose());
    Promise.resolve()
      .then(token)
      .then(
        (fetched) => turn === this.turn && this.openSocket(fetched),
        (cause) => {
          if (turn !== this.turn) return;
          this.fail('token_missing', `no token could be fetched: ${cause}`, true, null);
          this.lose();
        },
      );
  }

  private openSocket(token: string | undefined): void {
    let socket: WebSocket;
    try {
      socket = (this.options.webSocket || ((url) => new WebSocket(url)))(this.options.url);
    } catch (error) {
      // Only an address that cannot be one throws here; it will not get better.
      this.fatal = true;
      this.fail('internal', `cannot connect to ${this.options.url}: ${error}`, false, null);
      this.lose();
      return;
    }
    this.socket = socket;
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => this.greet(socket, token);
    socket.onmessage = (event) => this.receive(event.data);
    socket.onclose = () => this.lose();
    this.attempt.start(WELCOME_WITHIN_MS, () => this.lose());
  }

  private greet(socket: WebSocket, token = ''): void {
    const { channelSpace, name } = this.options;
    this.told = this.codecs;
    const hello: ClientMessage = {
      type: 'hello',
      protocol_version: PROTOCOL_VERSION,
      client: name || '',
      channel_space: channelSpace,
      codecs: [...this.codecs],
      token: token || null,
      resume: this.resumption,
    };
    socket.send(JSON.stringify(hello));
  }

  private receive(data: unknown): void {
    this.heartbeat.heard();
    try {
      if (typeof data === 'string') {
        this.handle(decodeMessage(data));
        return;
      }
      const frame = decodeFrame(data as ArrayBuffer);
      const { id } = frame.header;
      if (!this.book.get(id)) return;
      if (frame.type === 'track') {
        this.events.emit('track', frame);
      } else {
        if (frame.header.final) this.book.settle(id);
        this.tell('audio', frame);
      }
    } catch (error) {
      this.fail('bad_frame', error instanceof Error ? error.message : String(error), false, null);
    }
  }

  private handle(message: ServerMessage): void {
    switch (message.type) {
      case 'welcome':
        this.attempt.stop();
        this.welcomedAt = this.timers.now();
        this.describe = message.describe;
        this.tokenSeconds = message.token_expires_in_s || null;
        if (!message.codecs) this.told = null;
        if (message.resume) this.resumption = message.resume;
        this.resumed = message.resumed === true;
        this.heartbeat.start();
        this.setState('open');
        this.tellCodecs();
        this.events.emit('welcome', message);
        if (this.paused) this.send({ type: 'pause' });
        this.flush();
        break;
      case 'utterance_start':
        if (!this.book.begin(message.id)) break;
        this.gate.begin(message.id);
        this.tell('utterance', message);
        break;
      case 'interrupted':
        for (const id of message.ids) this.book.settle(id);
        this.tell('interrupted', { ids: message.ids });
        break;
      case 'error':
        if (message.id) this.book.settle(message.id);
        if (FATAL.test(message.code)) this.fatal = true;
        // So would one with the same token; another is fetched where it can be.
        if (/^token_/.test(message.code) && typeof this.options.token !== 'function') this.fatal = true;
        this.fail(message.code, message.message, message.retryable === true, message.id || null);
        break;
      default:
        if (message.type === 'code') this.resumption = message.resume;
        this.events.emit('other', message);
    }
  }

  /** Sends what waits. */
  private flush(): void {
    const { socket } = this;
    for (let next = this.book.next(); next && this.current === 'open' && !this.delivering; next = this.book.next()) {
      const asked = next;
      asked.sent = true;
      this.send(asked.request!);
      if (!asked.deliver) continue;
      this.delivering = asked;
      const wanted = () => socket === this.socket && this.book.get(asked.request!.id) === asked;
      asked.deliver(socket!, wanted, () => {
        if (this.delivering !== asked) return;
        this.delivering = null;
        this.flush();
      });
    }
  }

  /** Says something that only the session open now can hear; false when there is none. */
  send(message: ClientMessage | ArrayBuffer): boolean {
    // 1: WebSocket.OPEN. What is not open yet is told anew after the welcome.
    const { socket } = this;
    if (this.current !== 'open' || socket?.readyState !== 1) return false;
    socket.send(message instanceof ArrayBuffer ? message : JSON.stringify(message));
    return true;
  }

  /** The connection is gone, or as good as gone. */
  private lose(): void {
    this.dropSocket();
    if (this.welcomedAt !== null && this.timers.now() - this.welcomedAt >= STEADY_MS) this.backoff.reset();
    this.welcomedAt = null;
    this.gate.clear();
    if (this.fatal) {
      const lost = this.book.drain();
      this.page.stop();
      this.attempt.stop();
      this.setState('closed');
      for (const id of lost) this.breakOff(id);
      return;
    }
    this.setState(this.page.offline ? 'offline' : 'reconnecting');
    for (const id of this.book.cut()) this.breakOff(id);
    this.attempt.start(this.backoff.next(), () => this.connect());
  }

  /** The page is seen again, or the network is back: no need to wait for a timer. */
  private wake(): void {
    if (this.current === 'open') this.heartbeat.check();
    else if (this.current === 'reconnecting' || this.current === 'offline') {
      this.setState('reconnecting');
      this.connect();
    }
  }

  /** The page goes away, perhaps to come back from the browser's cache. */
  private leave(): void {
    if (this.current === 'closed') return;
    this.dropSocket();
    this.attempt.stop();
    this.welcomedAt = null;
    this.setState('reconnecting');
    for (const id of this.book.cut()) this.breakOff(id);
  }

  private dropSocket(): void {
    this.heartbeat.stop();
    const { socket } = this;
    this.socket = this.delivering = this.turn = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  private breakOff(id: string): void {
    this.fail('connection_lost', `the connection was lost while "${id}" was spoken`, true, id);
  }

  private fail(code: SessionError['code'], message: string, retryable: boolean, id: string | null): void {
    this.tell('error', { code, message, retryable, id });
  }

  private tell<K extends keyof SessionEvents>(type: K, event: SessionEvents[K]): void {
    if (!this.filter?.(type, event)) this.events.emit(type, event);
  }

  private setState(state: ConnectionState): void {
    if (this.current === state) return;
    this.current = state;
    this.tell('state', state);
  }
}

/** The message for a request, with whatever it leaves open. */
export function speakMessage(id: string, request: Partial<Speak> & { text: string }): Speak {
  return {
    type: 'speak',
    id,
    text: request.text,
    ssml: request.ssml === true,
    voice: request.voice || null,
    language: request.language || null,
    rate: or(request.rate, 1),
    pitch: or(request.pitch, 0),
    volume: or(request.volume, 1),
    emotion: request.emotion || null,
    style: request.style || 'neutral',
  };
}

function or(value: number | undefined, fallback: number): number {
  return value === undefined ? fallback : value;
}
