import type { SpeechClock } from '../core/clock.ts';
import { Emitter } from '../core/emitter.ts';
import { type PlaybackEvent, type PlaybackPoint, PlaybackTimeline } from '../core/playback_timeline.ts';
import { AudibleTime } from './audible_time.ts';
import type { SpeechOutput } from './output.ts';
import { WorkletOutput } from './worklet_output.ts';

/** Beyond this the sender ignores what it was told of playback; memory is not given for it. */
const MOST_BUFFERED_SECONDS = 1800;
/** A context that may play starts within this; one that does not waits for the visitor's gesture. */
const BLOCKED_AFTER_MS = 300;
const UNLOCK_WITHIN_MS = 1500;
const REMEMBERED = 64;

/**
 * `start`, `end`, `stall`, `flow`: as playback comes to it; audible an output latency later. `end`: played to its end,
 * not interrupted. `blocked`: sound waits for a gesture, see {@link SpeechPlayer.unlock}. `drained`: nothing is left.
 */
export interface SpeechPlayerEvents {
  start: { readonly id: string };
  end: { readonly id: string };
  stall: { readonly id: string };
  flow: { readonly id: string };
  blocked: Record<string, never>;
  unblocked: Record<string, never>;
  drained: Record<string, never>;
}

interface Entry {
  readonly rateHz: number;
  pushedSeconds: number;
  started: boolean;
}

/** The clock of what is heard, by the player or by what speaks in its place. */
export interface PlayerClock extends SpeechClock {
  seconds: number;
  running: boolean;
  /** The context time that is audible, in seconds. */
  readonly contextTime: number;
  /** Puts in where an utterance is that sounds elsewhere: of the system's voices the player knows nothing. */
  correct: (() => void) | null;
}

/** Plays utterances in the order in which they begin, and knows at any moment which sample is audible. */
export class SpeechPlayer {
  readonly clock: PlayerClock;
  readonly events = new Emitter<SpeechPlayerEvents>();
  readonly context: AudioContext;
  private readonly ownsContext: boolean;
  /** Where what is to be heard goes: loudness and muting apply to it. */
  readonly output: GainNode;
  private readonly timeline = new PlaybackTimeline();
  private readonly entries = new Map<string, Entry>();
  /** Where utterances that are over were left, for the last few of them. */
  private readonly left = new Map<string, number>();
  private speech: SpeechOutput | null = null;
  private waiting: ((output: SpeechOutput) => void)[] = [];
  private level = 1;
  private silent = false;
  private isBlocked = false;
  private blockedTimer: ReturnType<typeof setTimeout> | undefined;
  private destroyed = false;

  /** A context of the page's own is not closed by {@link SpeechPlayer.destroy}. */
  constructor(context?: AudioContext) {
    this.ownsContext = !context;
    this.context = context || createContext();
    this.output = this.context.createGain();
    this.output.connect(this.context.destination);
    this.clock = new TimelineClock(this.context, this.timeline);
    this.context.addEventListener('statechange', this.onStateChange);
    if (typeof document !== 'undefined') document.addEventListener('visibilitychange', this.onVisible);
    void this.prepare();
  }

  /** 0 to 1. */
  get volume(): number {
    return this.level;
  }

  set volume(volume: number) {
    if (!(volume >= 0 && volume <= 1)) throw new RangeError(`volume is 0 to 1, got ${volume}`);
    this.level = volume;
    this.applyVolume();
  }

  get muted(): boolean {
    return this.silent;
  }

  set muted(muted: boolean) {
    this.silent = muted;
    this.applyVolume();
  }

  /**
   * A new utterance at the end of the queue. One that has not started yet begins anew, in its place. Its rate, 3000 to
   * 384000 Hz, was looked at by whoever read it.
   */
  begin(id: string, sampleRateHz: number): void {
    if (this.entries.get(id)?.started) throw new Error(`utterance "${id}" is playing already`);
    this.left.delete(id);
    this.entries.set(id, { rateHz: sampleRateHz, pushedSeconds: 0, started: false });
    this.order((output) => {
      this.timeline.begin(id);
      output.begin(id, sampleRateHz);
    });
    this.wake();
  }

  /**
   * More samples of an utterance, from its sample `firstSample` on; `final` with the last. Samples of utterances that
   * were interrupted are ignored. Throws RangeError when half an hour waits already.
   */
  push(id: string, firstSample: number, samples: Int16Array, final: boolean): void {
    const entry = this.entries.get(id);
    if (!entry) return;
    const pushedSeconds = Math.max(entry.pushedSeconds, (firstSample + samples.length) / entry.rateHz);
    if (this.bufferedSeconds() + pushedSeconds - entry.pushedSeconds > MOST_BUFFERED_SECONDS) {
      throw new RangeError(`more than ${MOST_BUFFERED_SECONDS} s of speech wait already`);
    }
    entry.pushedSeconds = pushedSeconds;
    this.order((output) => {
      this.timeline.push(id, pushedSeconds, final, this.context.currentTime);
      output.push(id, firstSample, samples, final);
    });
  }

  /** No more will come: what is there is played, then the utterance ends. */
  fail(id: string): void {
    const entry = this.entries.get(id);
    if (!entry) return;
    this.order((output) => {
      this.timeline.push(id, entry.pushedSeconds, true, this.context.currentTime);
      output.finish(id);
    });
  }

  /** Holds sound and clock where they are. New utterances wait too. */
  pause(): void {
    this.order((output) => {
      this.timeline.pause(this.context.currentTime);
      output.pause();
    });
  }

  resume(): void {
    this.order((output) => {
      this.timeline.resume(this.context.currentTime);
      output.resume();
    });
    this.wake();
  }

  /** Drops one utterance, or all and with them a pause, whether it plays or waits. Returns those that were dropped. */
  interrupt(id?: string): string[] {
    const ids = this.cut(id);
    if (id === undefined) this.resume();
    return ids;
  }

  /** Lets sound begin. Call it inside a click or key handler; false when the browser still refuses. */
  async unlock(): Promise<boolean> {
    if (this.destroyed || this.context.state === 'closed') return false;
    if (this.context.state !== 'running') {
      // Old iOS opens up only for a sound that is started in the gesture itself.
      const silence = this.context.createBufferSource();
      silence.buffer = this.context.createBuffer(1, 1, this.context.sampleRate);
      silence.connect(this.output);
      silence.start();
      const late = new Promise<void>((done) => setTimeout(done, UNLOCK_WITHIN_MS));
      await Promise.race([this.context.resume().catch(() => undefined), late]);
    }
    this.onStateChange();
    return (this.context.state as string) === 'running';
  }

  /** Sound that is at hand but was not yet heard, over all utterances. */
  bufferedSeconds(): number {
    let seconds = 0;
    this.entries.forEach((entry, id) => {
      seconds += Math.max(0, entry.pushedSeconds - (entry.started ? this.positionOf(id) || 0 : 0));
    });
    return seconds;
  }

  /**
   * Audible position in seconds: 0 for what waits, where it was left for what was heard lately, null for what is
   * unknown.
   */
  positionOf(id: string): number | null {
    this.clock.update();
    if (this.clock.utterance === id) return this.clock.seconds;
    const left = this.left.get(id);
    if (left !== undefined) return left;
    return this.entries.has(id) ? 0 : null;
  }

  /** Stops and lets go of everything. */
  destroy(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    clearTimeout(this.blockedTimer);
    this.context.removeEventListener('statechange', this.onStateChange);
    if (typeof document !== 'undefined') document.removeEventListener('visibilitychange', this.onVisible);
    if (this.speech) this.speech.destroy();
    this.waiting = [];
    this.entries.clear();
    this.output.disconnect();
    this.events.clear();
    if (this.ownsContext && this.context.state !== 'closed') void this.context.close();
  }

  private async prepare(): Promise<void> {
    const listener = (event: PlaybackEvent) => this.hear(event);
    let output: SpeechOutput | null = null;
    // There are none on pages without TLS, and in old engines.
    if (this.context.audioWorklet) {
      try {
        output = await WorkletOutput.create(this.context, this.output, listener);
      } catch (error) {
        console.info(`visavis: speech plays without a worklet (${error})`);
      }
    }
    if (!output) {
      // Few pages need it, so that it is a file of its own.
      const { BufferOutput } = await import('./buffer_output.ts');
      output = new BufferOutput(this.context, this.output, listener);
    }
    if (this.destroyed) {
      output.destroy();
      return;
    }
    this.speech = output;
    const waiting = this.waiting;
    this.waiting = [];
    for (const command of waiting) command(output);
  }

  /** Gives an order to the output, or keeps it until there is one. */
  private order(command: (output: SpeechOutput) => void): void {
    if (this.destroyed) return;
    if (this.speech) command(this.speech);
    else this.waiting.push(command);
  }

  private hear(event: PlaybackEvent): void {
    const { kind, id } = event;
    this.timeline.apply(event);
    this.clock.update();
    const entry = id === null ? undefined : this.entries.get(id);
    if (id === null || !entry) return;
    if (kind === 'start') entry.started = true;
    if (kind === 'start' || kind === 'stall' || kind === 'flow') this.events.emit(kind, { id });
    if (kind !== 'end') return;
    this.entries.delete(id);
    this.remember(id, event.position);
    this.events.emit('end', { id });
    if (this.entries.size === 0) this.events.emit('drained', {});
  }

  private cut(id?: string): string[] {
    const ids = id === undefined ? Array.from(this.entries.keys()) : this.entries.has(id) ? [id] : [];
    if (ids.length === 0) return ids;
    for (const dropped of ids) this.remember(dropped, this.positionOf(dropped) || 0);
    for (const dropped of ids) this.entries.delete(dropped);
    this.order((output) => {
      this.timeline.drop(ids, this.context.currentTime);
      output.drop(ids);
    });
    if (this.entries.size === 0) this.events.emit('drained', {});
    return ids;
  }

  private remember(id: string, seconds: number): void {
    this.left.set(id, seconds);
    if (this.left.size > REMEMBERED) this.left.delete(this.left.keys().next().value as string);
  }

  /** Asks the context to run; tells when it does not. */
  private wake(): void {
    if (this.context.state === 'running' || this.context.state === 'closed') return;
    void this.context.resume().catch(() => undefined);
    if (this.blockedTimer !== undefined) return;
    this.blockedTimer = setTimeout(() => {
      this.blockedTimer = undefined;
      if (this.isBlocked || this.context.state === 'running' || this.entries.size === 0) return;
      this.isBlocked = true;
      this.events.emit('blocked', {});
    }, BLOCKED_AFTER_MS);
  }

  private readonly onStateChange = (): void => {
    if (this.destroyed) return;
    if (this.context.state !== 'running') {
      // iOS stops the context ("interrupted") for a call, or when the page goes to the background.
      if (this.entries.size > 0) this.wake();
      return;
    }
    if (!this.isBlocked) return;
    this.isBlocked = false;
    this.events.emit('unblocked', {});
  };

  private readonly onVisible = (): void => {
    if (!document.hidden && this.entries.size > 0) this.wake();
  };

  private applyVolume(): void {
    this.output.gain.setTargetAtTime(this.silent ? 0 : this.level, this.context.currentTime, 0.012);
  }
}

/** Reads the timeline at the audible time. */
class TimelineClock implements PlayerClock {
  utterance: string | null = null;
  seconds = 0;
  running = false;
  contextTime = 0;
  correct: (() => void) | null = null;
  private readonly context: AudioContext;
  private readonly timeline: PlaybackTimeline;
  private readonly audible = new AudibleTime();
  private readonly point: PlaybackPoint = { id: null, seconds: 0, running: false };

  constructor(context: AudioContext, timeline: PlaybackTimeline) {
    this.context = context;
    this.timeline = timeline;
  }

  update(): void {
    const { context, timeline, point } = this;
    const time = this.audible.read(context, performance.now());
    this.contextTime = time;
    timeline.prune(time);
    timeline.locate(time, point);
    // A context that waits for a gesture has played nothing, even when it is known what it will play first.
    const id = point.seconds > 0 || context.state === 'running' ? point.id : null;
    // What was foretold may turn out to have been a little ahead: it stands until it is true.
    this.seconds = id === this.utterance ? Math.max(this.seconds, point.seconds) : point.seconds;
    this.utterance = id;
    this.running = point.running && context.state === 'running';
    this.correct?.();
  }
}

function createContext(): AudioContext {
  const Context =
    globalThis.AudioContext || (globalThis as { webkitAudioContext?: typeof AudioContext }).webkitAudioContext;
  if (!Context) throw new Error('this browser has no Web Audio; speech cannot be heard');
  return new Context({ latencyHint: 'interactive' });
}
