import { VISEME15 } from '../../core/channels.ts';
import type { VisemeRecogniser } from '../../core/recogniser/recogniser.ts';

const STEP_SAMPLES = 160;
const ROWS_PER_SECOND = 100;
/** Below this, of full scale 1, there is no voice, however quiet the loudest was. */
const SILENCE = 0.004;
/** Quieter than the loudest of late by this factor is silence too. */
const RANGE = 12;
/** The loudest of late is forgotten by half in so many steps: three seconds. */
const FORGET = 0.5 ** (1 / 300);
const SMOOTHING = 0.45;
/** Zero crossings of a sample, as a share: open vowels have fewer, hisses more. */
const DARK = 0.06;
const BRIGHT = 0.22;

const [SIL, AA, I, O, SS] = ['sil', 'aa', 'I', 'O', 'SS'].map((name) => VISEME15.indexOf(name));

/**
 * A mouth that opens as loud as the sound is, rounder where it is dark and wider where it is bright, and rests in
 * silence. For where the recogniser's model cannot be had: it knows no sounds, and closes no lips on a p.
 */
export class LoudnessMouth implements VisemeRecogniser {
  readonly lookaheadMs = 0;
  readonly rowsPerSecond = ROWS_PER_SECOND;
  private readonly row = new Float32Array(VISEME15.length);
  private sum = 0;
  private crossings = 0;
  private count = 0;
  private last = 0;
  private loudest = 0;
  private open = 0;

  push(samples: Float32Array, emit: (row: Float32Array) => void): void {
    for (let i = 0; i < samples.length; i++) {
      const sample = samples[i];
      this.sum += sample * sample;
      if (sample > 0 !== this.last > 0) this.crossings++;
      this.last = sample;
      if (++this.count === STEP_SAMPLES) this.step(emit);
    }
  }

  reset(): void {
    this.sum = this.crossings = this.count = this.last = this.loudest = this.open = 0;
  }

  private step(emit: (row: Float32Array) => void): void {
    const { row } = this;
    const loudness = Math.sqrt(this.sum / STEP_SAMPLES);
    const bright = Math.min(1, Math.max(0, (this.crossings / STEP_SAMPLES - DARK) / (BRIGHT - DARK)));
    this.loudest = Math.max(loudness, this.loudest * FORGET, SILENCE * RANGE);
    const floor = Math.max(SILENCE, this.loudest / RANGE);
    const level = Math.min(1, Math.max(0, (loudness - floor) / (this.loudest - floor)));
    this.open += (Math.sqrt(level) - this.open) * SMOOTHING;
    this.sum = this.crossings = this.count = 0;
    row[AA] = this.open * 0.75 * (1 - bright);
    row[O] = this.open * 0.2 * (1 - bright);
    row[I] = this.open * 0.35 * bright;
    row[SS] = this.open * 0.5 * bright;
    row[SIL] = 1 - this.open;
    emit(row);
  }
}
