import { createVisemeRecogniser, type VisemeRecogniser } from '../../core/recogniser/recogniser.ts';
import { FloatQueue } from '../float_queue.ts';
import { Resampler } from '../resampler.ts';
import { LoudnessMouth } from './loudness_mouth.ts';

/** What the recogniser hears. */
const RATE_HZ = 16000;
/** Sound is brought to that rate in stretches of this many samples: 8 ms. */
const HOP = 128;
const KEPT_SECONDS = 0.25;
/** A start that differs from what is expected by more than this is a gap: what follows is heard anew. */
const GAP_SECONDS = 0.1;

/** A row of 15 viseme weights, 0 to 1, for the sound at `seconds` of the context. The array is used again. */
export type RowListener = (seconds: number, row: ArrayLike<number>) => void;

/**
 * Sound at a context's rate in, rows of visemes with the context time of their sound out. Runs where sound is: on the
 * audio thread, or on the page without one.
 */
export class LipReader {
  private readonly recogniser: VisemeRecogniser;
  private readonly resampler: Resampler;
  private readonly queue: FloatQueue;
  private readonly rateHz: number;
  private readonly hop = new Float32Array(HOP);
  private readonly emit: (row: Float32Array) => void;
  private startSeconds = 0;
  /** Samples at 16 kHz, and rows, since the start. */
  private heard = 0;
  private rows = 0;

  /**
   * `rateHz`: the context's sample rate. `model`: the recogniser's file; without it the mouth follows loudness. Throws
   * RangeError for another file.
   */
  constructor(rateHz: number, model: ArrayBuffer | null, listener: RowListener) {
    this.rateHz = rateHz;
    this.recogniser = model ? createVisemeRecogniser(model) : new LoudnessMouth();
    this.resampler = new Resampler(rateHz, RATE_HZ);
    this.queue = new FloatQueue(Math.ceil(rateHz * KEPT_SECONDS));
    const { rowsPerSecond } = this.recogniser;
    this.emit = (row) => listener(this.startSeconds + this.rows++ / rowsPerSecond, row);
  }

  /** How far the recogniser hears ahead of the sound that a row is for, in seconds. */
  get lookaheadSeconds(): number {
    return this.recogniser.lookaheadMs / 1000;
  }

  /** `frames` frames that begin at `seconds` of the context; silence where there is no channel. */
  push(channels: readonly Float32Array[], frames: number, seconds: number): void {
    const expected = this.startSeconds + this.queue.end / this.rateHz;
    if (this.queue.end === 0 || Math.abs(seconds - expected) > GAP_SECONDS) this.begin(seconds);
    this.queue.append(channels, frames);
    while (this.resampler.framesReady(this.queue.end) >= this.heard + HOP) {
      this.resampler.render(this.queue, this.heard, HOP, this.hop, 0);
      this.heard += HOP;
      this.recogniser.push(this.hop, this.emit);
    }
  }

  private begin(seconds: number): void {
    this.recogniser.reset();
    this.queue.end = this.heard = this.rows = 0;
    this.startSeconds = seconds;
  }
}
