interface Chunk {
  readonly first: number;
  readonly samples: Int16Array;
}

/** The samples of one utterance as they arrive and are used up. Positions count samples from the utterance's start. */
export class SampleQueue {
  /** Position after the last sample known. */
  end = 0;
  private chunks: Chunk[] = [];

  /** Takes samples at a position. What overlaps what is there already is left out; a hole reads as silence. */
  append(first: number, samples: Int16Array): void {
    const skip = Math.max(0, this.end - first);
    if (skip >= samples.length) return;
    this.chunks.push({ first: first + skip, samples: samples.subarray(skip) });
    this.end = first + samples.length;
  }

  /** Copies `count` samples from position `from` into `out`, -1 to 1; silence where there are none. No allocation. */
  read(from: number, count: number, out: Float32Array): void {
    out.fill(0, 0, count);
    for (let i = 0; i < this.chunks.length; i++) {
      const { first, samples } = this.chunks[i];
      if (first >= from + count) return;
      const start = Math.max(from, first);
      const stop = Math.min(from + count, first + samples.length);
      for (let at = start; at < stop; at++) out[at - from] = samples[at - first] / 32768;
    }
  }

  /** Lets go of all chunks that lie wholly before a position. */
  release(before: number): void {
    while (this.chunks.length > 0 && this.chunks[0].first + this.chunks[0].samples.length <= before) {
      this.chunks.shift();
    }
  }

  /** Samples held in memory. */
  get held(): number {
    return this.chunks.reduce((sum, chunk) => sum + chunk.samples.length, 0);
  }
}
