import { RESTART_SECONDS, START_SECONDS } from '../core/pacing.ts';
import { Resampler } from './resampler.ts';
import { SampleQueue } from './sample_queue.ts';

/** Against clicks where sound is cut off or taken up in the middle. */
const FADE_SECONDS = 0.004;

/** Something that happened while rendering; `frame` counts context frames, `played` frames of the utterance. */
export type Report = (
  kind: 'start' | 'stall' | 'flow' | 'pause' | 'resume' | 'end' | 'cut',
  id: string | null,
  frame: number,
  played: number,
) => void;

/**
 * Renders a queue of utterances sample by sample, one after the other without a gap, at the context's rate.
 *
 * Knows nothing of Web Audio: the worklet calls {@link render} for each quantum. Every change is reported with the exact
 * frame at which it takes effect. Only {@link push} and {@link begin} allocate.
 */
export class SpeechRenderer {
  private readonly rateHz: number;
  private readonly report: Report;
  private readonly fadeFrames: number;
  private readonly resamplers = new Map<number, Resampler>();
  private queue: Voice[] = [];
  private paused = false;
  /** The frame that the next call of render begins with. */
  private frame = 0;
  private lastSample = 0;
  private tailSample = 0;
  private tailLeft = 0;
  private fadeInLeft = 0;

  /** `rateHz`: the context's sample rate. */
  constructor(rateHz: number, report: Report) {
    this.rateHz = rateHz;
    this.report = report;
    this.fadeFrames = Math.round(FADE_SECONDS * rateHz);
  }

  /** A new utterance at the end of the queue; one that has not started begins anew, in its place. */
  begin(id: string, sampleRateHz: number): void {
    let resampler = this.resamplers.get(sampleRateHz);
    if (!resampler) {
      resampler = new Resampler(sampleRateHz, this.rateHz);
      this.resamplers.set(sampleRateHz, resampler);
    }
    const voice = new Voice(id, sampleRateHz, resampler, this.rateHz);
    const index = this.queue.findIndex((other) => other.id === id);
    if (index < 0) this.queue.push(voice);
    else if (!this.queue[index].started) this.queue[index] = voice;
  }

  push(id: string, firstSample: number, samples: Int16Array, final: boolean): void {
    const voice = this.queue.find((other) => other.id === id);
    if (!voice) return;
    voice.samples.append(firstSample, samples);
    voice.final = voice.final || final;
  }

  /** No more will come of this utterance. */
  finish(id: string): void {
    const voice = this.queue.find((other) => other.id === id);
    if (voice) voice.final = true;
  }

  /** Drops utterances at once: the one that sounds fades within a few milliseconds, with what follows over it. */
  drop(ids: readonly string[]): void {
    for (const id of ids) {
      const index = this.queue.findIndex((other) => other.id === id);
      if (index < 0) continue;
      const [voice] = this.queue.splice(index, 1);
      if (index === 0) this.startTail();
      this.report('cut', id, this.frame, voice.played);
    }
  }

  pause(): void {
    if (this.paused) return;
    this.paused = true;
    this.startTail();
    this.reportHead('pause');
  }

  resume(): void {
    if (!this.paused) return;
    this.paused = false;
    const head = this.queue[0];
    if (head?.flowing) this.fadeInLeft = this.fadeFrames;
    this.reportHead(head?.started && !head.flowing ? 'stall' : 'resume');
  }

  /** Samples held in memory, over all utterances. */
  get held(): number {
    return this.queue.reduce((sum, voice) => sum + voice.samples.held, 0);
  }

  /** Tells at which context frame the next call of {@link render} begins, for commands that come in between. */
  seek(frame: number): void {
    this.frame = frame;
  }

  /** Fills `out` with the frames from context frame `frame` on. */
  render(out: Float32Array, frame: number): void {
    out.fill(0);
    let at = 0;
    while (at < out.length && !this.paused && this.queue.length > 0) {
      const voice = this.queue[0];
      if (!voice.flowing) {
        if (!voice.ready) break;
        if (voice.started) this.fadeInLeft = this.fadeFrames;
        this.report(voice.started ? 'flow' : 'start', voice.id, frame + at, voice.played);
        voice.started = true;
        voice.flowing = true;
      }
      const count = Math.min(voice.available, out.length - at);
      if (count > 0) {
        voice.render(out, at, count);
        this.fadeIn(out, at, count);
        at += count;
        this.lastSample = out[at - 1];
      } else if (voice.final) {
        this.report('end', voice.id, frame + at, voice.played);
        this.queue.shift();
      } else {
        voice.flowing = false;
        this.report('stall', voice.id, frame + at, voice.played);
      }
    }
    this.tail(out, 0);
    if (at < out.length && this.lastSample !== 0) {
      this.startTail();
      this.tail(out, at);
    }
    this.frame = frame + out.length;
  }

  private reportHead(kind: 'pause' | 'resume' | 'stall'): void {
    const head = this.queue.length > 0 && this.queue[0].started ? this.queue[0] : null;
    this.report(kind, head ? head.id : null, this.frame, head ? head.played : 0);
  }

  private fadeIn(out: Float32Array, at: number, count: number): void {
    for (let i = 0; i < count && this.fadeInLeft > 0; i++, this.fadeInLeft--) {
      out[at + i] *= 1 - this.fadeInLeft / this.fadeFrames;
    }
  }

  /** Sound stops here: its last value goes to zero over the fade instead of at once. */
  private startTail(): void {
    if (this.lastSample === 0) return;
    this.tailSample = this.lastSample;
    this.tailLeft = this.fadeFrames;
    this.lastSample = 0;
  }

  private tail(out: Float32Array, from: number): void {
    for (let i = from; i < out.length && this.tailLeft > 0; i++) {
      this.tailLeft--;
      out[i] += this.tailSample * 0.5 * (1 - Math.cos((Math.PI * this.tailLeft) / this.fadeFrames));
    }
  }
}

/** One utterance in the queue. */
class Voice {
  readonly id: string;
  readonly samples = new SampleQueue();
  final = false;
  started = false;
  flowing = false;
  /** Context frames rendered so far. */
  played = 0;
  private readonly sampleRateHz: number;
  private readonly resampler: Resampler;
  private readonly rateHz: number;

  constructor(id: string, sampleRateHz: number, resampler: Resampler, rateHz: number) {
    this.id = id;
    this.sampleRateHz = sampleRateHz;
    this.resampler = resampler;
    this.rateHz = rateHz;
  }

  /** Frames that can be rendered now. */
  get available(): number {
    const { end } = this.samples;
    const total = this.final ? this.resampler.frames(end) : this.resampler.framesReady(end);
    return Math.max(0, total - this.played);
  }

  /** Whether it may start, or flow again. The page's timeline foretells by the same sum. */
  get ready(): boolean {
    const atHand = this.samples.end / this.sampleRateHz - this.played / this.rateHz;
    return this.final || atHand >= (this.started ? RESTART_SECONDS : START_SECONDS);
  }

  render(out: Float32Array, offset: number, count: number): void {
    this.resampler.render(this.samples, this.played, count, out, offset);
    this.played += count;
    this.samples.release(this.resampler.firstNeeded(this.played));
  }
}
