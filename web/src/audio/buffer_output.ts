import { RESTART_SECONDS, START_SECONDS } from '../core/pacing.ts';
import type { PlaybackEvent } from '../core/playback_timeline.ts';
import type { PlaybackListener, SpeechOutput } from './output.ts';
import { Resampler } from './resampler.ts';
import { SampleQueue } from './sample_queue.ts';

/** How far ahead sound is handed to the context: a page may be blocked, or its timers slowed, for this long. */
const AHEAD_SECONDS = 1.2;
const TICK_MS = 40;
const LEAD_SECONDS = 0.015;
const WITHDRAW_SECONDS = 0.005;
const FADE_SECONDS = 0.004;

interface Voice {
  readonly id: string;
  readonly sampleRateHz: number;
  readonly resampler: Resampler;
  readonly samples: SampleQueue;
  final: boolean;
  started: boolean;
  flowing: boolean;
  /** Context frames of it that are scheduled, or were played. */
  planned: number;
  /** Everything is scheduled. */
  done: boolean;
}

/** A stretch of one voice that is scheduled: `count` frames from its frame `from` at context frame `frame`. */
interface Piece {
  readonly voice: Voice;
  readonly from: number;
  readonly frame: number;
  readonly count: number;
  readonly source: AudioBufferSourceNode;
  readonly gain: GainNode;
}

interface Due {
  readonly frame: number;
  readonly event: PlaybackEvent;
  readonly voice: Voice | null;
}

/**
 * Plays through buffer sources that are scheduled back to back, for engines and pages without AudioWorklet. Resamples
 * itself, so that joins between sources are exact. What is scheduled is withdrawn when playback is paused or cut.
 */
export class BufferOutput implements SpeechOutput {
  private readonly context: AudioContext;
  private readonly target: AudioNode;
  private readonly listener: PlaybackListener;
  private readonly resamplers = new Map<number, Resampler>();
  private voices: Voice[] = [];
  private pieces: Piece[] = [];
  private due: Due[] = [];
  private nextFrame = 0;
  private paused = false;
  private fadeIn = false;
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor(context: AudioContext, target: AudioNode, listener: PlaybackListener) {
    this.context = context;
    this.target = target;
    this.listener = listener;
  }

  begin(id: string, sampleRateHz: number): void {
    let resampler = this.resamplers.get(sampleRateHz);
    if (!resampler) {
      resampler = new Resampler(sampleRateHz, this.rateHz);
      this.resamplers.set(sampleRateHz, resampler);
    }
    const fresh: Voice = {
      id,
      sampleRateHz,
      resampler,
      samples: new SampleQueue(),
      final: false,
      started: false,
      flowing: false,
      planned: 0,
      done: false,
    };
    const known = this.voices.findIndex((voice) => voice.id === id);
    if (known < 0) this.voices.push(fresh);
    else if (!this.voices[known].started) this.voices[known] = fresh;
    if (this.timer === undefined) this.timer = setInterval(() => this.tick(), TICK_MS);
  }

  push(id: string, firstSample: number, samples: Int16Array, final: boolean): void {
    const voice = this.voices.find((other) => other.id === id);
    if (!voice) return;
    voice.samples.append(firstSample, samples.slice());
    voice.final = voice.final || final;
    this.tick();
  }

  finish(id: string): void {
    const voice = this.voices.find((other) => other.id === id);
    if (!voice) return;
    voice.final = true;
    this.tick();
  }

  drop(ids: readonly string[]): void {
    const dropped = this.voices.filter((voice) => ids.indexOf(voice.id) >= 0);
    if (dropped.length === 0) return;
    const at = this.now() + this.frames(WITHDRAW_SECONDS);
    this.deliver(at);
    // What plays before the first of them stays as it is scheduled.
    const first = this.pieces.find((piece) => dropped.indexOf(piece.voice) >= 0);
    if (first) this.withdraw(Math.max(at, first.frame));
    this.voices = this.voices.filter((voice) => dropped.indexOf(voice) < 0);
    this.due = this.due.filter((due) => !due.voice || dropped.indexOf(due.voice) < 0);
    for (const voice of dropped) this.tell('cut', voice, at);
    this.tick();
  }

  pause(): void {
    if (this.paused) return;
    this.paused = true;
    const at = this.now() + this.frames(WITHDRAW_SECONDS);
    this.deliver(at);
    this.withdraw(at);
    this.tell('pause', this.head(), at);
    this.deliver(at);
  }

  resume(): void {
    if (!this.paused) return;
    this.paused = false;
    this.nextFrame = this.now() + this.frames(LEAD_SECONDS);
    const head = this.head();
    this.fadeIn = head?.flowing === true;
    this.tell(head && !head.flowing ? 'stall' : 'resume', head, this.nextFrame);
    this.tick();
  }

  destroy(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.withdraw(this.now());
    this.voices = [];
    this.due = [];
  }

  private get rateHz(): number {
    return this.context.sampleRate;
  }

  private frames(seconds: number): number {
    return Math.round(seconds * this.rateHz);
  }

  /** The next context frame. */
  private now(): number {
    return Math.ceil(this.context.currentTime * this.rateHz);
  }

  /** The voice that sounds, or would if it were not for a pause or a stall. */
  private head(): Voice | null {
    return this.voices.length > 0 && this.voices[0].started ? this.voices[0] : null;
  }

  private tick(): void {
    const now = this.now();
    this.plan(now);
    this.deliver(now);
    while (this.pieces.length > 0 && this.pieces[0].frame + this.pieces[0].count <= now) this.pieces.shift();
    const oldest = this.pieces[0];
    for (const voice of this.voices) {
      const frame = oldest && oldest.voice === voice ? oldest.from : voice.planned;
      if (!oldest || oldest.voice === voice) voice.samples.release(voice.resampler.firstNeeded(frame));
    }
    if (this.voices.length === 0 && this.due.length === 0) {
      clearInterval(this.timer);
      this.timer = undefined;
    }
  }

  /** Schedules what is there, up to the horizon. */
  private plan(now: number): void {
    const horizon = now + this.frames(AHEAD_SECONDS);
    for (const voice of this.voices) {
      if (this.paused) return;
      if (voice.done) continue;
      if (voice.flowing && this.nextFrame < now && !(voice.final && this.available(voice) === 0)) {
        voice.flowing = false;
        this.tell('stall', voice, this.nextFrame);
      }
      if (!voice.flowing) {
        const atHand = voice.samples.end / voice.sampleRateHz - voice.planned / this.rateHz;
        if (!voice.final && atHand < (voice.started ? RESTART_SECONDS : START_SECONDS)) return;
        if (this.nextFrame <= now) this.nextFrame = now + this.frames(LEAD_SECONDS);
        this.fadeIn = voice.started;
        this.tell(voice.started ? 'flow' : 'start', voice, this.nextFrame);
        voice.started = true;
        voice.flowing = true;
      }
      const count = Math.min(this.available(voice), horizon - this.nextFrame);
      if (count > 0) this.schedule(voice, count);
      if (!voice.final || this.available(voice) > 0) return;
      voice.done = true;
      this.tell('end', voice, this.nextFrame);
    }
  }

  private available(voice: Voice): number {
    const { end } = voice.samples;
    const total = voice.final ? voice.resampler.frames(end) : voice.resampler.framesReady(end);
    return Math.max(0, total - voice.planned);
  }

  private schedule(voice: Voice, count: number): void {
    const { context, rateHz } = this;
    const buffer = context.createBuffer(1, count, rateHz);
    voice.resampler.render(voice.samples, voice.planned, count, buffer.getChannelData(0), 0);
    const source = context.createBufferSource();
    const gain = context.createGain();
    source.buffer = buffer;
    source.connect(gain);
    gain.connect(this.target);
    source.onended = () => gain.disconnect();
    const time = this.nextFrame / rateHz;
    if (this.fadeIn) {
      gain.gain.setValueAtTime(0, time);
      gain.gain.linearRampToValueAtTime(1, time + FADE_SECONDS);
      this.fadeIn = false;
    }
    source.start(time);
    this.pieces.push({ voice, from: voice.planned, frame: this.nextFrame, count, source, gain });
    voice.planned += count;
    this.nextFrame += count;
  }

  /** Takes back what is scheduled from a context frame on, as if it had never been. */
  private withdraw(at: number): void {
    const time = at / this.rateHz;
    for (const { voice, from, frame, count, source, gain } of [...this.pieces].reverse()) {
      if (frame + count <= at) break;
      voice.planned = from + Math.max(0, at - frame);
      voice.done = false;
      if (frame <= at) {
        gain.gain.setValueAtTime(1, time);
        gain.gain.linearRampToValueAtTime(0, time + FADE_SECONDS);
        source.stop(time + FADE_SECONDS);
      } else {
        source.stop();
        gain.disconnect();
      }
      this.pieces.pop();
    }
    for (const { frame, event, voice } of this.due) {
      if (frame < at || !voice) continue;
      if (event.kind === 'start') voice.started = voice.flowing = false;
      if (event.kind === 'end') voice.done = false;
    }
    this.due = this.due.filter((due) => due.frame < at);
    this.nextFrame = Math.min(this.nextFrame, at);
  }

  private tell(kind: PlaybackEvent['kind'], voice: Voice | null, frame: number): void {
    const position = voice ? voice.planned / this.rateHz : 0;
    const event = { kind, id: voice ? voice.id : null, time: frame / this.rateHz, position };
    this.due.push({ frame, event, voice });
  }

  /** Tells the listener what has come to pass by now. */
  private deliver(now: number): void {
    // Nothing comes to pass while time stands.
    if (this.context.state !== 'running') return;
    const soon = now + this.frames(2 * LEAD_SECONDS);
    while (this.due.length > 0 && this.due[0].frame <= (this.due[0].event.kind === 'end' ? now : soon)) {
      const { event, voice } = this.due.shift() as Due;
      if (event.kind === 'end') this.voices = this.voices.filter((other) => other !== voice);
      this.listener(event);
    }
  }
}
