import { INPUTS, Level } from './level.ts';
import { Lips } from './lips.ts';
import { LOOKAHEAD_FRAMES, Network } from './network.ts';
import { Pause } from './pause.ts';
import { BANDS, HOP_SAMPLES, RATE_HZ, Spectrum, WINDOW_SAMPLES } from './spectrum.ts';

/** Moves lips to speech that nobody knows the text of, as it is heard. */
export interface VisemeRecogniser {
  /** How much of the sound after its own moment a row needs: it comes so much later. */
  readonly lookaheadMs: number;
  readonly rowsPerSecond: number;
  /**
   * Takes sound of 16 kHz, -1 to 1, in pieces of any length. `emit` is called for every row that is ready, in order, the
   * first for the moment 0: weights of 0 to 1 of the visemes sil PP FF TH DD kk CH SS nn RR aa E I O U. The array is the
   * same each time and is overwritten by the next row.
   */
  push(samples16k: Float32Array, emit: (row: Float32Array) => void): void;
  /** Forgets everything heard: the next sample is the first. */
  reset(): void;
}

/** A recogniser with the weights of `model`. Nothing is allocated after this. Throws a `RangeError` for another file. */
export function createVisemeRecogniser(model: ArrayBuffer): VisemeRecogniser {
  const spectrum = new Spectrum();
  const level = new Level();
  const pause = new Pause();
  const network = new Network(model);
  const lips = new Lips();
  const bands = new Float32Array(BANDS);
  const inputs = new Float32Array(INPUTS);
  return {
    lookaheadMs: ((LOOKAHEAD_FRAMES * HOP_SAMPLES + WINDOW_SAMPLES / 2) * 1000) / RATE_HZ,
    rowsPerSecond: RATE_HZ / HOP_SAMPLES,
    push(samples16k, emit) {
      for (let i = 0; i < samples16k.length; i++) {
        if (!spectrum.push(samples16k[i], bands)) continue;
        level.push(bands, inputs);
        const paused = pause.push(bands);
        if (!network.push(inputs)) continue;
        if (paused) pause.rest(network.answer);
        lips.push(network.answer);
        emit(lips.row);
      }
    },
    reset() {
      spectrum.reset();
      level.reset();
      pause.reset();
      network.reset();
      lips.reset();
    },
  };
}
