import { FloatQueue } from '../float_queue.ts';
import { Resampler } from '../resampler.ts';
import { FRAME_SAMPLES, RATE_HZ } from './voice_activity.ts';

const KEPT_SECONDS = 0.25;

/** Sound at a context's rate in, frames of 512 samples at 16 kHz out. */
export class FrameCutter {
  private readonly resampler: Resampler;
  private readonly queue: FloatQueue;
  private readonly take: (frame: Float32Array) => void;
  /** Samples at 16 kHz that were cut so far. */
  private cut = 0;

  constructor(rateHz: number, take: (frame: Float32Array) => void) {
    this.resampler = new Resampler(rateHz, RATE_HZ);
    this.queue = new FloatQueue(Math.ceil(rateHz * KEPT_SECONDS));
    this.take = take;
  }

  /** `frames` frames of all channels; silence where there is none. */
  push(channels: readonly Float32Array[], frames: number): void {
    const { queue, resampler } = this;
    queue.append(channels, frames);
    while (resampler.framesReady(queue.end) >= this.cut + FRAME_SAMPLES) {
      const frame = new Float32Array(FRAME_SAMPLES);
      resampler.render(queue, this.cut, FRAME_SAMPLES, frame, 0);
      this.cut += FRAME_SAMPLES;
      this.take(frame);
    }
  }
}
