/** The last samples of an endless sound, by their count from its beginning. Older ones are written over. */
export class FloatQueue {
  /** Position after the last sample. */
  end = 0;
  private readonly samples: Float32Array;

  /** Keeps `capacity` samples. */
  constructor(capacity: number) {
    this.samples = new Float32Array(capacity);
  }

  /** Appends the mean of all channels; `frames` zeros where there is none. */
  append(channels: readonly Float32Array[], frames: number): void {
    const { samples } = this;
    for (let i = 0; i < frames; i++) {
      let sum = 0;
      for (let c = 0; c < channels.length; c++) sum += channels[c][i];
      samples[(this.end + i) % samples.length] = channels.length > 1 ? sum / channels.length : sum;
    }
    this.end += frames;
  }

  /** Copies `count` samples from position `from` into `out`; zeros where they are not known any more, or not yet. */
  read(from: number, count: number, out: Float32Array): void {
    const { samples } = this;
    const oldest = Math.max(0, this.end - samples.length);
    for (let i = 0; i < count; i++) {
      const at = from + i;
      out[i] = at >= oldest && at < this.end ? samples[at % samples.length] : 0;
    }
  }
}
