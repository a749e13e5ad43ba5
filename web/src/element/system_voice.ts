import type { SpeechPlayer } from '../audio/speech_player.ts';
import { chooseVoice } from '../audio/system_voice/choose_voice.ts';
import { knownVoices } from '../audio/system_voice/known_voices.ts';
import { type SystemSynthesis, systemSynthesis } from '../audio/system_voice/synthesis.ts';
import { SystemSpeaker, type SystemSpeechFailure } from '../audio/system_voice/system_speaker.ts';
import { speakMessage } from '../client/index.ts';
import type { Emitter } from '../core/emitter.ts';
import { START_SECONDS } from '../core/pacing.ts';
import { PaceEstimate } from '../core/system_voice/pace_estimate.ts';
import { TrackWarp } from '../core/system_voice/track_warp.ts';
import type { Speak, UtteranceStart } from '../protocol/index.ts';
import type { AvatarEvents } from './events.ts';
import { unlockOnGesture } from './gesture_unlock.ts';
import type { Speech } from './speech.ts';

type Request = Partial<Speak> & { readonly text: string };

/** An utterance that the system says now, or stands still in. */
interface Turn {
  readonly start: UtteranceStart;
  readonly request: Partial<Speak>;
  readonly voice: SpeechSynthesisVoice | null;
  readonly warp: TrackWarp;
  /** At which it was asked to speak. */
  volume: number;
  /** It is heard at this moment. */
  moving: boolean;
  /** Some of it was heard. */
  heard: boolean;
  paused: boolean;
}

const PREFIX = /^browser:/;
/** A slider is let go of before the voice begins its word anew. */
const SETTLED_MS = 250;

/**
 * Says utterances by the system's own voice. The server sends their tracks without sound. In the player's queue each
 * holds its place with a moment of silence that does not end before the voice has; meanwhile the player's clock is set
 * to where the voice is in the track, so that mouth, captions, events and reports need not know who speaks.
 */
export class SystemVoice {
  private readonly player: SpeechPlayer;
  private readonly speech: Speech;
  private readonly events: Emitter<AvatarEvents>;
  private readonly synthesis: SystemSynthesis | null;
  private readonly speaker: SystemSpeaker | null;
  private readonly requests = new Map<string, Request>();
  private readonly waiting = new Map<string, UtteranceStart>();
  private readonly paces = new Map<string, PaceEstimate>();
  private voices: readonly SpeechSynthesisVoice[] = [];
  private turn: Turn | null = null;
  /** Why the system is not asked any more; told once. */
  private broken = '';
  private told = false;
  private settling: ReturnType<typeof setTimeout> | undefined;
  private stopUnlocking = () => {};
  private readonly stopListening: readonly (() => void)[];

  constructor(player: SpeechPlayer, speech: Speech, events: Emitter<AvatarEvents>) {
    this.player = player;
    this.speech = speech;
    this.events = events;
    this.synthesis = systemSynthesis();
    this.speaker =
      this.synthesis &&
      new SystemSpeaker(this.synthesis, {
        begun: (index, until) => this.hear((turn) => turn.warp.begin(index, now(), until)),
        word: (index) => this.hear((turn) => turn.warp.word(index, now())),
        said: (index) => this.rest((turn) => turn.warp.finish(index, now())),
        ended: () => this.turn && this.release(this.turn.start.id),
        failed: (failure, reason) => this.fail(failure, reason),
      });
    player.clock.correct = () => this.setClock();
    this.stopListening = [
      player.events.on('start', ({ id }) => this.take(id)),
      events.on('speakend', ({ id }) => this.forget(id)),
      events.on('statechange', ({ state }) => this.pause(state === 'paused')),
    ];
  }

  /** Sends a request for which a place was kept. Where the system cannot say it, a voice of the server is asked to. */
  async prepare(id: string, request: Request): Promise<void> {
    const language = (request.voice || '').replace(PREFIX, '');
    const why = await this.obstacle(language);
    if (why) {
      if (!this.told) this.warn(`${why}; a voice of the server speaks instead`);
      this.told = true;
      this.speech.provide(speakMessage(id, { ...request, voice: null, language: request.language || language }));
      return;
    }
    this.requests.set(id, request);
    this.speech.provide(speakMessage(id, request));
  }

  /** An utterance begins to arrive that the server leaves to the system to say. */
  begin(start: UtteranceStart): void {
    this.waiting.set(start.id, start);
    this.player.push(start.id, 0, new Int16Array(Math.ceil(START_SECONDS * start.sample_rate_hz)), false);
  }

  destroy(): void {
    for (const stop of this.stopListening) stop();
    this.player.clock.correct = null;
    this.silence();
    this.turn = null;
  }

  /** Why the system cannot speak a language; empty where it can. */
  private async obstacle(language: string): Promise<string> {
    if (!this.synthesis) return 'this browser has no speech synthesis';
    if (this.broken) return this.broken;
    if (this.voices.length === 0) this.voices = await knownVoices(this.synthesis);
    if (chooseVoice(this.voices, language)) return '';
    return `none of the ${this.voices.length} voices of this system reads "${language}"`;
  }

  /** It is an utterance's turn. */
  private take(id: string): void {
    const start = this.waiting.get(id);
    if (!start) return;
    this.waiting.delete(id);
    const voice = chooseVoice(this.synthesis?.getVoices() || [], start.voice.replace(PREFIX, ''));
    const key = voice ? voice.voiceURI : '';
    const pace = this.paces.get(key) || new PaceEstimate();
    this.paces.set(key, pace);
    const turn: Turn = {
      start,
      request: this.requests.get(id) || {},
      voice,
      warp: new TrackWarp(() => this.speech.words(id), pace),
      volume: 0,
      moving: false,
      heard: false,
      paused: false,
    };
    this.turn = turn;
    if (this.speaker) this.say(turn, 0);
    else this.fail('failed', 'this browser has no speech synthesis');
  }

  private say(turn: Turn, from: number): void {
    const { start, request, voice } = turn;
    turn.volume = this.volumeOf(turn);
    this.speaker?.speak({
      text: start.text,
      from,
      voice,
      language: start.voice.replace(PREFIX, ''),
      rate: request.rate || 1,
      pitch: request.pitch || 0,
      volume: turn.volume,
    });
  }

  /** The same once more, from the word at which the mouth is. */
  private sayOn(turn: Turn): void {
    const at = turn.warp.at(now()) * 1000;
    let from = 0;
    for (const word of this.speech.words(turn.start.id)) if (word.onsetMs <= at) from = word.start;
    this.silence();
    this.rest(() => {});
    turn.warp.hold(now());
    this.say(turn, from);
  }

  private setClock(): void {
    const { turn } = this;
    const { clock } = this.player;
    // Its place in the queue may be foretold to have come before that is told: nothing of it is heard yet.
    if (clock.utterance !== null && this.waiting.has(clock.utterance)) {
      clock.seconds = 0;
      clock.running = false;
    }
    if (!turn || clock.utterance !== turn.start.id) return;
    const seconds = this.speech.seconds(turn.start.id);
    if (seconds !== null) turn.warp.endAt(seconds);
    clock.seconds = turn.warp.at(now());
    clock.running = turn.moving;
    if (turn.moving && Math.abs(this.volumeOf(turn) - turn.volume) > 0.01 && this.settling === undefined) {
      this.settling = setTimeout(() => {
        this.settling = undefined;
        if (this.turn === turn && turn.moving) this.sayOn(turn);
      }, SETTLED_MS);
    }
  }

  private volumeOf({ request }: Turn): number {
    const { muted, volume } = this.player;
    return muted ? 0 : volume * (request.volume === undefined ? 1 : request.volume);
  }

  private hear(note: (turn: Turn) => void): void {
    const { turn } = this;
    if (!turn) return;
    turn.moving = turn.heard = true;
    note(turn);
  }

  private rest(note: (turn: Turn) => void): void {
    const { turn } = this;
    if (!turn) return;
    turn.moving = false;
    note(turn);
  }

  private pause(paused: boolean): void {
    const { turn } = this;
    if (!turn || turn.paused === paused) return;
    turn.paused = paused;
    if (paused) {
      // To pause is what systems do worst: some end, some go on. It is stopped, and begins its word anew.
      this.silence();
      turn.moving = false;
      turn.warp.hold(now());
    } else this.sayOn(turn);
  }

  private silence(): void {
    this.stopUnlocking();
    clearTimeout(this.settling);
    this.settling = undefined;
    this.speaker?.stop();
  }

  private fail(failure: SystemSpeechFailure, reason: string): void {
    const { turn } = this;
    if (!turn) return;
    turn.moving = false;
    if (failure === 'blocked') {
      this.events.emit('autoplayblocked', {});
      this.stopUnlocking = unlockOnGesture(window, async () => {
        if (this.turn === turn) this.sayOn(turn);
        this.events.emit('autoplayallowed', {});
        return true;
      });
      return;
    }
    const { start, request, heard } = turn;
    const why = `the voice of this system failed (${reason})`;
    if (failure !== 'network') this.broken = why;
    this.told = true;
    this.turn = null;
    // What was begun is left, rather than said twice.
    if (!heard) {
      const language = start.voice.replace(PREFIX, '');
      this.speech.speak({ ...request, id: undefined, ssml: false, text: start.text, voice: null, language });
    }
    this.warn(heard ? why : `${why}; a voice of the server speaks instead`, start.id);
    this.speech.interrupt(start.id);
  }

  /** The voice has ended: so does the silence that stands for it. */
  private release(id: string): void {
    this.player.fail(id);
  }

  private forget(id: string): void {
    this.waiting.delete(id);
    this.requests.delete(id);
    if (this.turn?.start.id !== id) return;
    this.turn = null;
    this.silence();
  }

  private warn(message: string, id?: string): void {
    this.events.emit('error', { code: 'voice_unavailable', message, retryable: false, ...(id ? { id } : {}) });
  }
}

/** Seconds of a clock that runs forward. */
function now(): number {
  return performance.now() / 1000;
}
