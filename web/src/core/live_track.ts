/** Rows further apart than this have a hole between them: the thread that makes them stood still. */
const HOLE_SECONDS = 0.1;
/** For so long the last row stands for those that are late. */
const HOLD_SECONDS = 0.06;

/**
 * The last seconds of mouth shapes that are made while their sound goes on. Each row has the time of its sound, by any
 * clock that runs forward; older ones are written over.
 */
export class LiveTrack {
  readonly channels: number;
  private readonly rows: Float32Array;
  private readonly times: Float64Array;
  /** Rows written so far, over all. */
  private written = 0;

  /** `capacity` rows of `channels` weights are kept. */
  constructor(channels: number, capacity = 512) {
    this.channels = channels;
    this.rows = new Float32Array(channels * capacity);
    this.times = new Float64Array(capacity);
  }

  /** Time of the newest row in seconds; -Infinity without any. */
  get newest(): number {
    return this.written === 0 ? Number.NEGATIVE_INFINITY : this.times[(this.written - 1) % this.times.length];
  }

  /** The next row, weights 0 to 1. One that is not later than those before begins anew: its clock was set back. */
  push(seconds: number, row: ArrayLike<number>): void {
    if (seconds <= this.newest) this.written = 0;
    const at = this.written % this.times.length;
    this.times[at] = seconds;
    for (let c = 0; c < this.channels; c++) this.rows[at * this.channels + c] = row[c];
    this.written++;
  }

  clear(): void {
    this.written = 0;
  }

  /** Writes the weights at a time into `out` from `offset`, between rows by linear interpolation; false where unknown. */
  sample(seconds: number, out: Float32Array, offset: number): boolean {
    const { times, rows, channels, written } = this;
    const oldest = Math.max(0, written - times.length);
    // What is asked for lies near the end.
    let index = written - 1;
    while (index >= oldest && times[index % times.length] > seconds) index--;
    if (index < oldest) return false;
    const at = index % times.length;
    const next = (index + 1) % times.length;
    const last = index === written - 1;
    const gap = last ? 0 : times[next] - times[at];
    const known = !last && gap <= HOLE_SECONDS;
    if (!known && seconds - times[at] > HOLD_SECONDS) return false;
    const share = known ? (seconds - times[at]) / gap : 0;
    for (let c = 0; c < channels; c++) {
      const weight = rows[at * channels + c];
      out[offset + c] = known ? weight + (rows[next * channels + c] - weight) * share : weight;
    }
    return true;
  }
}
