/** Longest track that is kept, in seconds: an utterance beyond an hour is a mistake of its sender. */
const LONGEST_SECONDS = 3600;

/**
 * The track of one utterance as it arrives: rows of uint8 weights at a fixed rate. Row `k` holds at `k / fps` seconds.
 */
export class TrackBuffer {
  readonly channels: number;
  readonly fps: number;
  /** Rows up to the last one known. */
  frames = 0;
  /** True once the last row is there. */
  final = false;
  private weights: Uint8Array;
  private known: Uint8Array;

  /** `channels` columns, `fps` rows a second; whoever reads a track has looked whether there can be so many. */
  constructor(channels: number, fps: number) {
    this.channels = channels;
    this.fps = fps;
    this.weights = new Uint8Array(channels * 64);
    this.known = new Uint8Array(64);
  }

  /** Puts `rows` (whole rows of `channels` bytes) at `firstFrame`. Throws RangeError on rows that do not fit. */
  write(firstFrame: number, rows: Uint8Array, final: boolean): void {
    const count = rows.length / this.channels;
    const end = firstFrame + count;
    if (!Number.isInteger(count)) {
      throw new RangeError(`${rows.length} weights are no whole rows of ${this.channels} channels`);
    }
    if (!(Number.isInteger(firstFrame) && firstFrame >= 0 && end <= LONGEST_SECONDS * this.fps)) {
      throw new RangeError(`rows ${firstFrame} to ${end} are outside a track of at most ${LONGEST_SECONDS} s`);
    }
    if (end > this.known.length) this.grow(end);
    this.weights.set(rows, firstFrame * this.channels);
    this.known.fill(1, firstFrame, end);
    this.frames = Math.max(this.frames, end);
    this.final = this.final || final;
  }

  /**
   * Writes the weights (0 to 1) at a position into `out` from `offset`, between rows by linear interpolation.
   * False, and nothing written, where no row is known: past the end, or in a hole.
   */
  sample(seconds: number, out: Float32Array, offset: number): boolean {
    const position = Math.max(0, seconds) * this.fps;
    const row = Math.floor(position);
    if (!(row < this.frames) || this.known[row] === 0) return false;
    // The row after the last known one has not come yet, or never will: hold the last.
    const next = row + 1 < this.frames && this.known[row + 1] === 1 ? row + 1 : row;
    const between = (position - row) / 255;
    const a = row * this.channels;
    const b = next * this.channels;
    for (let i = 0; i < this.channels; i++) {
      const weight = this.weights[a + i];
      out[offset + i] = weight / 255 + (this.weights[b + i] - weight) * between;
    }
    return true;
  }

  private grow(frames: number): void {
    const capacity = Math.max(frames, this.known.length * 2);
    const weights = new Uint8Array(capacity * this.channels);
    weights.set(this.weights);
    const known = new Uint8Array(capacity);
    known.set(this.known);
    this.weights = weights;
    this.known = known;
  }
}
