import { FloatQueue } from '../float_queue.ts';
import { Resampler } from '../resampler.ts';
import { SILENT_DB } from './level.ts';
import { FRAME_SAMPLES, RATE_HZ } from './voice_activity.ts';

const KEPT_SECONDS = 0.25;

/** A frame of a microphone, and the level in dB of what was played meanwhile. */
export type FrameListener = (frame: Float32Array, playedDb: number) => void;

/** Sound at a context's rate in, frames of 512 samples at 16 kHz out. */
export class FrameCutter {
  private readonly resampler: Resampler;
  private readonly queue: FloatQueue;
  private readonly take: FrameListener;
  /** Of what was played since the last frame: the sum of squares, and how many samples. */
  private energy = 0;
  private played = 0;
  /** Samples at 16 kHz that were cut so far. */
  private cut = 0;

  constructor(rateHz: number, take: FrameListener) {
    this.resampler = new Resampler(rateHz, RATE_HZ);
    this.queue = new FloatQueue(Math.ceil(rateHz * KEPT_SECONDS));
    this.take = take;
  }

  /** `frames` frames of all channels; silence where there is none. `played` is what is played at the same time. */
  push(channels: readonly Float32Array[], frames: number, played: readonly Float32Array[] = []): void {
    const { queue, resampler } = this;
    queue.append(channels, frames);
    for (const channel of played) {
      for (let i = 0; i < channel.length; i++) this.energy += channel[i] * channel[i];
      this.played += channel.length;
    }
    while (resampler.framesReady(queue.end) >= this.cut + FRAME_SAMPLES) {
      const frame = new Float32Array(FRAME_SAMPLES);
      resampler.render(queue, this.cut, FRAME_SAMPLES, frame, 0);
      this.cut += FRAME_SAMPLES;
      const { energy, played: samples } = this;
      this.energy = this.played = 0;
      this.take(frame, energy > 0 ? Math.max(SILENT_DB, 10 * Math.log10(energy / samples)) : SILENT_DB);
    }
  }
}
