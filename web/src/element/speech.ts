import type { SpeechPlayer } from '../audio/index.ts';
import type { ConnectionState, Delivery, SessionClient } from '../client/index.ts';
import type { WaitingActivity } from '../core/activity.ts';
import { CaptionTimeline, type CaptionWord } from '../core/captions.ts';
import type { SpeechClock } from '../core/clock.ts';
import type { Emitter } from '../core/emitter.ts';
import { SpeechLayer } from '../core/speech_layer.ts';
import type { VoiceEnvelope } from '../core/voice_envelope.ts';
import type { ChannelSpace, ClientMessage, Speak, SpeakAudio, TrackHeader, UtteranceStart } from '../protocol/index.ts';
import type { AvatarEvents, AvatarState } from './events.ts';
import { Utterance } from './utterances.ts';

/** A track that comes late by less than this is not missing. */
const TRACK_GRACE_SECONDS = 0.15;

type Player = Pick<
  SpeechPlayer,
  'events' | 'begin' | 'push' | 'fail' | 'pause' | 'resume' | 'interrupt' | 'positionOf' | 'destroy'
> & { readonly clock: SpeechClock };
type Client = Pick<
  SessionClient,
  | 'state'
  | 'describe'
  | 'events'
  | 'open'
  | 'close'
  | 'speak'
  | 'reserve'
  | 'provide'
  | 'release'
  | 'interrupt'
  | 'giveUp'
  | 'pause'
  | 'resume'
  | 'report'
  | 'send'
  | 'resumption'
  | 'newId'
>;

/** Told of answers' sounds. */
export interface AnswerWatch {
  /** Sound of a turn's answer has come. */
  arrived(turn: string): void;
  /** It is heard, `seconds` after its first sample was. */
  audible(turn: string, seconds: number): void;
}

/** What speech is made of. */
export interface SpeechParts {
  readonly player: Player;
  /** Makes a session that asks for tracks in a channel space, and goes on with the one before by what it left. */
  readonly connect: (space: ChannelSpace, resumption?: string | null) => Client;
}

/**
 * One conversation's speech: what the session sends goes to the player and the face, what is heard goes back as
 * reports and out as events. Reads one clock, the player's.
 */
export class Speech {
  readonly layer: SpeechLayer;
  /** Makes an utterance heard whose track alone comes from the server. */
  sayHere: ((start: UtteranceStart) => void) | null = null;
  /** Told of answers, once somebody converses. */
  answers: AnswerWatch | null = null;
  private readonly player: Player;
  private readonly newClient: SpeechParts['connect'];
  /** Told how loud each utterance is, once somebody wants to know. */
  voice: Pick<VoiceEnvelope, 'begin' | 'push' | 'drop'> | null = null;
  private readonly events: Emitter<AvatarEvents>;
  private client: Client;
  private space: ChannelSpace = 'arkit52';
  private wantedSpace: ChannelSpace = 'arkit52';
  private readonly captions = new CaptionTimeline();
  /** Utterances of which something has come. */
  private readonly utterances = new Map<string, Utterance>();
  /** Utterances asked for of which nothing has come yet. */
  private readonly asked = new Set<string>();
  /** Of them, those that need no server, and how they begin once what was asked for before them has begun. */
  private readonly local = new Map<string, (() => void) | null>();
  private refused: string | null = null;
  /** Of the session that is open, or was last. */
  sessionId: string | null = null;
  private untrackedFrom: number | null = null;
  private paused = false;
  private held = false;
  private blocked = false;
  private told: AvatarState = 'idle';
  private resting: WaitingActivity = 'idle';

  constructor({ player, connect }: SpeechParts, events: Emitter<AvatarEvents>) {
    this.player = player;
    this.newClient = connect;
    this.events = events;
    this.layer = new SpeechLayer(this.player.clock);
    this.listenToPlayer();
    this.client = this.connect();
  }

  get state(): AvatarState {
    if (this.held) return 'listening';
    if (this.paused && this.busy) return 'paused';
    for (const utterance of this.utterances.values()) if (utterance.started) return 'speaking';
    return this.busy && this.resting !== 'thinking' ? 'waiting' : this.resting;
  }

  /** What shows while nothing is said or waits to be. */
  setResting(activity: WaitingActivity): void {
    this.resting = activity;
    this.tellState();
  }

  get connection(): ConnectionState {
    return this.client.state;
  }

  get describe(): Client['describe'] {
    return this.client.describe;
  }

  /** True while sound is heard for which no track has come: the mouth must move by itself. */
  get needsMouthClip(): boolean {
    const { utterance: id, seconds } = this.player.clock;
    const utterance = this.utterances.get(id!);
    if (!this.layer.untracked || !utterance || utterance.seconds !== null) {
      this.untrackedFrom = null;
      return false;
    }
    if (this.untrackedFrom === null || this.untrackedFrom > seconds) this.untrackedFrom = seconds;
    return seconds - this.untrackedFrom > TRACK_GRACE_SECONDS;
  }

  /** Caption words known so far of an utterance. */
  words(id: string): readonly CaptionWord[] {
    return this.captions.words(id);
  }

  /** How long the track of an utterance is; null until all of it is there. */
  seconds(id: string): number | null {
    return this.utterances.get(id)?.seconds || null;
  }

  speak(request: Partial<Speak> & { text: string }): string {
    return this.ask(() => this.client.speak(request));
  }

  /** Keeps a place for what is being prepared; returns its id. */
  reserve(id?: string): string {
    return this.ask(() => this.client.reserve(id));
  }

  /** It is ready: the server makes a track for it. */
  provide(request: Speak | SpeakAudio, deliver?: Delivery): void {
    this.client.provide(request, deliver);
  }

  /** The recording has a track already and is played as soon as it is its turn. */
  playLocal(start: UtteranceStart, track: TrackHeader, rows: Uint8Array, samples: Int16Array): void {
    const { id } = start;
    if (!this.asked.has(id)) return;
    this.local.set(id, () => {
      this.takeStart(start);
      this.takeTrack(track, rows);
      this.takeAudio(id, 0, samples, true);
    });
    this.client.release(id);
    this.playNext();
  }

  /** What a place was kept for will not come. */
  abandon(id: string): void {
    if (!this.asked.has(id)) return;
    this.client.release(id);
    this.drop([id], false);
  }

  /** Stops one utterance, the sentences of a stream by its id, or everything; sound and mouth within a frame. */
  interrupt(id?: string): void {
    const known = [...this.utterances.keys(), ...this.asked];
    const sentences = known.filter((one) => one.startsWith(`${id}.`));
    for (const sentence of sentences) this.interrupt(sentence);
    if (sentences.length > 0) return;
    const ids = new Set(this.player.interrupt(id));
    for (const one of known) if (id === undefined || one === id) ids.add(one);
    const local = id !== undefined && this.local.has(id);
    this.drop([...ids], true);
    if (!local) this.client.interrupt(id);
    if (id === undefined) {
      this.held = false;
      this.setPaused(false);
    }
  }

  /**
   * `true`: somebody may be interrupting, and voice and mouth stand still. `false`: it was no interruption, or it has been
   * dealt with, and what is left goes on, unless a pause was asked for besides.
   */
  hold(held: boolean): void {
    if (this.held === held) return;
    this.held = held;
    if (!this.paused) {
      if (held) this.player.pause();
      else this.playOn();
    }
    if (held) this.report('paused');
    this.tellState();
  }

  /** Says something to the server; false while the connection is lost. */
  send(message: ClientMessage | ArrayBuffer): boolean {
    return this.client.send(message);
  }

  /** An id for an utterance or a turn. */
  newId(): string {
    return this.client.newId();
  }

  pause(): void {
    if (this.paused) return;
    this.setPaused(true);
    if (!this.held) this.player.pause();
    this.client.pause();
    this.report('paused');
  }

  resume(): void {
    if (!this.paused) return;
    this.setPaused(false);
    this.client.resume();
    if (!this.held) this.playOn();
  }

  /** Asks for tracks in the space that a model can show; takes effect when nothing is being said. */
  useSpace(space: ChannelSpace): void {
    this.wantedSpace = space;
    this.switchSpace();
  }

  /** Tells what has been heard since the last look. Called once a frame, and now and then on a hidden page. */
  tick(): void {
    const { clock } = this.player;
    clock.update();
    const utterance = this.utterances.get(clock.utterance!);
    for (const [id, other] of this.utterances) {
      if (other === utterance) continue;
      if (other.played) this.finish(id, true);
      // The clock has gone over to the next one before the end of this one is told.
      else if (other.started) return;
    }
    // First in line is not heard yet: sound may still wait for a gesture, or stand in a pause.
    if (!utterance || !(utterance.started || clock.running)) return;
    this.tell(utterance, clock.seconds);
    if (clock.running) this.report('playing');
  }

  destroy(): void {
    this.client.close();
    this.client.events.clear();
    this.player.events.clear();
    this.player.destroy();
  }

  private get busy(): boolean {
    return this.utterances.size > 0 || this.asked.size > 0;
  }

  private connect(resumption?: string | null): Client {
    const client = this.newClient(this.space, resumption);
    const { events } = client;
    events.on('state', (state) => this.events.emit('connection', { state }));
    events.on('welcome', (welcome) => {
      this.sessionId = welcome.session_id;
      this.events.emit('servermessage', welcome);
      this.events.emit('describe', welcome.describe);
    });
    events.on('utterance', (start) => this.takeStart(start));
    events.on('other', (message) => this.events.emit('servermessage', message));
    events.on('track', ({ header, rows }) => this.takeTrack(header, rows));
    events.on('audio', ({ header, samples }) => this.takeAudio(header.id, header.first_sample, samples, header.final));
    events.on('interrupted', ({ ids }) => {
      for (const id of ids) this.player.interrupt(id);
      this.drop(ids, true);
    });
    events.on('error', ({ code, message, retryable, id }) => {
      this.events.emit('error', { code, message, retryable, ...(id ? { id } : {}) });
      if (!id) return;
      this.refused = id;
      if (this.utterances.has(id)) this.player.fail(id);
      else this.drop([id], false);
    });
    client.open();
    return client;
  }

  private ask(request: () => string): string {
    this.refused = null;
    const id = request();
    // Refused on the spot when too much waits already; the error event has told so.
    if (this.refused !== id) this.asked.add(id);
    this.tellState();
    return id;
  }

  private takeStart(start: UtteranceStart): void {
    const { id } = start;
    const known = this.utterances.get(id);
    // Asked for again after the connection was lost: what is there already is passed over, and the rest follows on it.
    if (known?.continues(start)) return;
    if (known?.started) {
      this.client.giveUp(id);
      return;
    }
    this.guard(id, () => {
      this.player.begin(id, start.sample_rate_hz);
      this.voice?.begin(id, start.sample_rate_hz);
      this.layer.begin(id, start.channel_space, start.track_fps);
      this.captions.add(id, start.text, []);
      this.utterances.set(id, new Utterance(start));
      this.asked.delete(id);
      if (start.codec === 'none') this.sayHere?.(start);
    });
    this.playNext();
  }

  private takeTrack(header: TrackHeader, rows: Uint8Array): void {
    const { id } = header;
    const utterance = this.utterances.get(id);
    if (!utterance) return;
    this.captions.add(id, utterance.start.text, utterance.add(header));
    this.guard(id, () => this.layer.write(id, header.first_frame, rows, header.final));
  }

  private takeAudio(id: string, firstSample: number, samples: Int16Array, final: boolean): void {
    const utterance = this.utterances.get(id);
    if (!utterance || utterance.start.codec === 'none') return;
    this.voice?.push(id, firstSample, samples);
    if (utterance.start.turn) this.answers?.arrived(utterance.start.turn);
    this.guard(id, () => this.player.push(id, firstSample, samples, final));
  }

  /** Begins the recording that is first among what was asked for, if it needs no server. */
  private playNext(): void {
    const id = this.asked.values().next().value;
    const play = id && this.local.get(id);
    if (!play) return;
    this.local.set(id, null);
    play();
  }

  private listenToPlayer(): void {
    const { events } = this.player;
    // The queue's own start and end come before the ear's by the output's latency: `tick` tells of those.
    events.on('end', ({ id }) => {
      const utterance = this.utterances.get(id);
      if (utterance) utterance.played = true;
    });
    events.on('stall', () => this.report('stalled'));
    events.on('flow', () => this.report('playing'));
    events.on('blocked', () => {
      this.blocked = true;
      this.events.emit('autoplayblocked', {});
    });
    events.on('unblocked', () => {
      this.blocked = false;
      this.events.emit('autoplayallowed', {});
    });
  }

  /** The utterance is audible for the first time. */
  private begin(utterance: Utterance): void {
    if (utterance.started) return;
    utterance.started = true;
    const { id, text, voice, language, emotion, turn = null } = utterance.start;
    this.client.report(id, 0, 'playing');
    const { clock } = this.player;
    if (turn && clock.utterance === id) this.answers?.audible(turn, clock.seconds);
    this.events.emit('speakstart', { id, text, voice, language, emotion, turn });
    this.tellState();
  }

  /** Tells all of an utterance that is heard by now, in its order: a look may come late, or only after the end. */
  private tell(utterance: Utterance, seconds: number): void {
    this.begin(utterance);
    const { id } = utterance.start;
    const ms = seconds * 1000;
    const sentence = utterance.nextSentence(ms);
    if (sentence) this.events.emit('sentence', sentence);
    const mark = utterance.nextMark(ms);
    const last = this.captions.at(id, mark ? mark.onset_ms / 1000 : seconds);
    const words = this.captions.words(id);
    while (utterance.word < last) {
      const { start, end, text } = words[++utterance.word]!;
      this.events.emit('word', { id, start, end, text });
    }
    if (!mark) return;
    this.events.emit('mark', { id, name: mark.name });
    this.tell(utterance, seconds);
  }

  private report(state: 'playing' | 'paused' | 'stalled'): void {
    const { utterance, seconds } = this.player.clock;
    if (utterance !== null) this.client.report(utterance, seconds * 1000, this.blocked ? 'waiting' : state);
  }

  /** Forgets utterances that will not go on. */
  private drop(ids: readonly string[], interrupted: boolean): void {
    const gone = ids.filter((id) => this.utterances.has(id) || this.asked.has(id));
    for (const id of gone) {
      if (interrupted && this.utterances.has(id))
        this.client.report(id, (this.player.positionOf(id) || 0) * 1000, 'interrupted');
      this.finish(id, false);
    }
    if (interrupted && gone.length > 0) this.events.emit('interrupted', { ids: gone });
  }

  private finish(id: string, completed: boolean): void {
    const utterance = this.utterances.get(id);
    // No frame may have been drawn at its end, or during all of it.
    if (utterance && completed) {
      // Of what the system says the player knows nothing.
      const seconds = (utterance.start.codec === 'none' ? utterance.seconds : this.player.positionOf(id)) || 0;
      this.tell(utterance, seconds);
      this.client.report(id, seconds * 1000, 'ended');
    }
    const known = this.utterances.delete(id);
    const asked = this.asked.delete(id);
    this.local.delete(id);
    this.captions.drop(id);
    this.voice?.drop(id);
    this.layer.drop(id);
    if (known || asked) this.events.emit('speakend', { id, completed });
    this.playNext();
    this.switchSpace();
    this.tellState();
  }

  /** What the server sent may not fit; that ends the utterance, not the page. */
  private guard(id: string, take: () => void): void {
    try {
      take();
    } catch (cause) {
      this.events.emit('error', { code: 'bad_frame', message: String(cause), retryable: false, id });
      this.player.fail(id);
    }
  }

  private switchSpace(): void {
    if (this.wantedSpace === this.space || this.busy) return;
    this.space = this.wantedSpace;
    this.client.close();
    this.client.events.clear();
    // The host that has bound this page knows nothing of spaces.
    this.client = this.connect(this.client.resumption);
  }

  private playOn(): void {
    this.player.resume();
    this.report('playing');
  }

  private setPaused(paused: boolean): void {
    this.paused = paused;
    this.tellState();
  }

  private tellState(): void {
    const { state } = this;
    if (state === this.told) return;
    this.told = state;
    this.events.emit('statechange', { state });
  }
}
