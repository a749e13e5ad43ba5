/** As server/visavis/speech/recogniser/spectrum.py: both compute the same numbers. */
export const RATE_HZ = 16000;
export const HOP_SAMPLES = 160;
export const WINDOW_SAMPLES = 320;
export const BANDS = 40;
const LOW_HZ = 60;
const HIGH_HZ = 7600;
const FLOOR = 1e-6;
const FFT = 512;
const BINS = FFT / 2 + 1;

/** Logarithms of the power in mel bands, a frame every 10 ms. Nothing is allocated once it is made. */
export class Spectrum {
  private readonly ring = new Float32Array(WINDOW_SAMPLES);
  private at = 0;
  private missing = WINDOW_SAMPLES / 2;
  private readonly window = hann();
  private readonly bank = new MelBank();
  private readonly fourier = new Fourier(FFT);
  private readonly power = new Float64Array(BINS);

  /** Takes one sample, -1 to 1. True when it completed a frame, which is then written to `bands`. */
  push(sample: number, bands: Float32Array): boolean {
    this.ring[this.at] = sample;
    this.at = this.at + 1 === WINDOW_SAMPLES ? 0 : this.at + 1;
    if (--this.missing > 0) return false;
    this.missing = HOP_SAMPLES;
    const { re, im } = this.fourier;
    im.fill(0);
    re.fill(0, WINDOW_SAMPLES);
    for (let i = 0; i < WINDOW_SAMPLES; i++) {
      const place = this.at + i;
      re[i] = this.ring[place < WINDOW_SAMPLES ? place : place - WINDOW_SAMPLES] * this.window[i];
    }
    this.fourier.run();
    for (let bin = 0; bin < BINS; bin++) this.power[bin] = re[bin] * re[bin] + im[bin] * im[bin];
    this.bank.apply(this.power, bands);
    return true;
  }

  reset(): void {
    this.ring.fill(0);
    this.at = 0;
    this.missing = WINDOW_SAMPLES / 2;
  }
}

/** Without zeros at its ends, of sum 1. */
function hann(): Float64Array {
  const window = new Float64Array(WINDOW_SAMPLES);
  let sum = 0;
  for (let i = 0; i < WINDOW_SAMPLES; i++) {
    window[i] = 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / WINDOW_SAMPLES);
    sum += window[i];
  }
  for (let i = 0; i < WINDOW_SAMPLES; i++) window[i] /= sum;
  return window;
}

/** Triangles, evenly spaced in mel. */
class MelBank {
  private readonly first = new Int32Array(BANDS);
  private readonly weights: Float64Array[] = [];

  constructor() {
    const bottom = 1127 * Math.log1p(LOW_HZ / 700);
    const top = 1127 * Math.log1p(HIGH_HZ / 700);
    const edge = (index: number): number => 700 * Math.expm1((bottom + ((top - bottom) * index) / (BANDS + 1)) / 1127);
    for (let band = 0; band < BANDS; band++) {
      const [low, middle, high] = [edge(band), edge(band + 1), edge(band + 2)];
      const own: number[] = [];
      for (let bin = 0; bin < BINS; bin++) {
        const hz = (bin * RATE_HZ) / FFT;
        const weight = Math.min((hz - low) / (middle - low), (high - hz) / (high - middle));
        if (weight <= 0) continue;
        if (own.length === 0) this.first[band] = bin;
        own.push(weight);
      }
      this.weights.push(Float64Array.from(own));
    }
  }

  apply(power: Float64Array, bands: Float32Array): void {
    for (let band = 0; band < BANDS; band++) {
      const weights = this.weights[band];
      const first = this.first[band];
      let sum = FLOOR;
      for (let i = 0; i < weights.length; i++) sum += weights[i] * power[first + i];
      bands[band] = Math.log(sum);
    }
  }
}

/** Radix-2 transform in place (Cooley and Tukey, 1965). */
class Fourier {
  readonly re: Float64Array;
  readonly im: Float64Array;
  private readonly cosines: Float64Array;
  private readonly sines: Float64Array;
  private readonly mirrored: Uint16Array;
  private readonly size: number;

  constructor(size: number) {
    this.size = size;
    this.re = new Float64Array(size);
    this.im = new Float64Array(size);
    this.cosines = Float64Array.from({ length: size / 2 }, (_, i) => Math.cos((2 * Math.PI * i) / size));
    this.sines = Float64Array.from({ length: size / 2 }, (_, i) => -Math.sin((2 * Math.PI * i) / size));
    const bits = Math.log2(size);
    this.mirrored = new Uint16Array(size);
    for (let i = 0; i < size; i++) {
      for (let bit = 0; bit < bits; bit++) if (i & (1 << bit)) this.mirrored[i] |= 1 << (bits - 1 - bit);
    }
  }

  run(): void {
    const { re, im, size, mirrored } = this;
    for (let i = 0; i < size; i++) {
      const other = mirrored[i];
      if (other <= i) continue;
      const real = re[i];
      re[i] = re[other];
      re[other] = real;
      const imaginary = im[i];
      im[i] = im[other];
      im[other] = imaginary;
    }
    for (let half = 1; half < size; half <<= 1) {
      const step = size / (2 * half);
      for (let start = 0; start < size; start += 2 * half) {
        for (let k = 0; k < half; k++) {
          const cosine = this.cosines[k * step];
          const sine = this.sines[k * step];
          const low = start + k;
          const high = low + half;
          const real = re[high] * cosine - im[high] * sine;
          const imaginary = re[high] * sine + im[high] * cosine;
          re[high] = re[low] - real;
          im[high] = im[low] - imaginary;
          re[low] += real;
          im[low] += imaginary;
        }
      }
    }
  }
}
