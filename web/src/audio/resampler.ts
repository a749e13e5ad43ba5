/** Where a resampler reads: `count` samples from position `from` into `out`. */
export interface SampleSource {
  read(from: number, count: number, out: Float32Array): void;
}

/** Zero crossings of the sinc on each side: with the Kaiser window below about 90 dB of stop band. */
const CROSSINGS = 16;
const KAISER_BETA = 9;
/** Keeps the transition band below the Nyquist frequency. */
const PASS_BAND = 0.94;
/** Rows of the filter table; what lies between is interpolated, with an error below -100 dB. */
const PHASES = 512;

/**
 * Windowed-sinc resampling from one rate to another, addressed by output frame: frame `n` is the input at
 * `n * inputHz / outputHz` samples, exactly, so that no error adds up and any stretch can be rendered by itself.
 */
export class Resampler {
  /** Input samples needed on each side of a position. 0 when the rates are equal. */
  readonly reach: number;
  private readonly up: number;
  private readonly down: number;
  private readonly table: Float32Array;
  private scratch = new Float32Array(0);

  /** Rates in Hz, whole numbers. */
  constructor(inputHz: number, outputHz: number) {
    const divisor = greatestCommonDivisor(inputHz, outputHz);
    this.up = outputHz / divisor;
    this.down = inputHz / divisor;
    const cutoff = PASS_BAND * Math.min(1, outputHz / inputHz);
    this.reach = inputHz === outputHz ? 0 : Math.ceil(CROSSINGS / cutoff);
    this.table = filterTable(this.reach, cutoff);
  }

  /** Frames that `samples` input samples make in all. */
  frames(samples: number): number {
    return Math.ceil((samples * this.up) / this.down);
  }

  /** Frames that can be rendered from the first `samples` input samples before more are known. */
  framesReady(samples: number): number {
    return this.frames(Math.max(0, samples - this.reach));
  }

  /** First input sample that frame `frame` and those after it need. */
  firstNeeded(frame: number): number {
    return Math.floor((frame * this.down) / this.up) - this.reach;
  }

  /** Renders frames `frame` to `frame + count` into `out` from `offset`. Allocates only when `count` grows. */
  render(source: SampleSource, frame: number, count: number, out: Float32Array, offset: number): void {
    const { up, down, reach, table } = this;
    const taps = 2 * reach;
    let position = Math.floor((frame * down) / up);
    let remainder = frame * down - position * up;
    const first = position - reach + 1;
    const needed = Math.ceil((count * down) / up) + taps + 2;
    if (this.scratch.length < needed) this.scratch = new Float32Array(needed);
    const { scratch } = this;
    source.read(reach === 0 ? position : first, needed, scratch);
    if (reach === 0) {
      for (let i = 0; i < count; i++) out[offset + i] = scratch[i];
      return;
    }
    const step = Math.floor(down / up);
    const stepRemainder = down - step * up;
    for (let i = 0; i < count; i++) {
      const phase = (remainder / up) * PHASES;
      const row = Math.floor(phase);
      const between = phase - row;
      const a = row * taps;
      const start = position - reach + 1 - first;
      let sum = 0;
      for (let k = 0; k < taps; k++) {
        const low = table[a + k];
        sum += scratch[start + k] * (low + (table[a + taps + k] - low) * between);
      }
      out[offset + i] = sum;
      position += step;
      remainder += stepRemainder;
      if (remainder >= up) {
        remainder -= up;
        position++;
      }
    }
  }
}

/** Rows of filter taps for positions 0 to 1 (inclusive) between two samples, each row of unit gain. */
function filterTable(reach: number, cutoff: number): Float32Array {
  const taps = 2 * reach;
  const table = new Float32Array((PHASES + 1) * taps);
  for (let row = 0; row <= PHASES && taps > 0; row++) {
    let gain = 0;
    for (let k = 0; k < taps; k++) {
      const distance = k - reach + 1 - row / PHASES;
      const value = sinc(cutoff * distance) * kaiser(distance / reach);
      table[row * taps + k] = value;
      gain += value;
    }
    for (let k = 0; k < taps; k++) table[row * taps + k] /= gain;
  }
  return table;
}

function sinc(x: number): number {
  return Math.abs(x) < 1e-9 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

function kaiser(x: number): number {
  return Math.abs(x) >= 1 ? 0 : bessel(KAISER_BETA * Math.sqrt(1 - x * x)) / bessel(KAISER_BETA);
}

/** Modified Bessel function of the first kind and order 0, by its power series. */
function bessel(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > 1e-10 * sum; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
