import { BANDS } from './spectrum.ts';

/** As server/visavis/speech/recogniser/level.py, where the constants are explained. */
export const INPUTS = BANDS + 1;
const LOWEST_PEAK = -10;
const PEAK_FALL = 0.012;
const RANGE = 10;
const SPEAKING = 5;
const SOON = 50;
const LATE = 400;
const USUAL = -4.5;

/** Evens out how loud a voice is and what the room and the microphone do to its spectrum. */
export class Level {
  private peak = LOWEST_PEAK;
  private heard = SOON;
  private readonly mean = new Float32Array(BANDS).fill(USUAL);

  /** One frame of log powers, as what the network sees. */
  push(bands: Float32Array, inputs: Float32Array): void {
    let power = 0;
    for (let band = 0; band < BANDS; band++) power += Math.exp(bands[band]);
    const loudness = Math.log(power);
    this.peak = Math.max(loudness, this.peak - PEAK_FALL, LOWEST_PEAK);
    const speaking = loudness > this.peak - SPEAKING;
    if (speaking) this.heard = Math.min(this.heard + 1, LATE);
    for (let band = 0; band < BANDS; band++) {
      const beside = Math.max(bands[band] - this.peak, -RANGE);
      if (speaking) this.mean[band] += (beside - this.mean[band]) / this.heard;
      inputs[band] = (beside - this.mean[band]) / 2;
    }
    inputs[BANDS] = Math.max(loudness - this.peak, -RANGE) / 4 + 1;
  }

  reset(): void {
    this.peak = LOWEST_PEAK;
    this.heard = SOON;
    this.mean.fill(USUAL);
  }
}
