import { BANDS } from './spectrum.ts';

/** As server/visavis/speech/recogniser/pause.py, where the constants are explained. */
const SILENCE = 0;
const BELOW = 5;
const FALL = 0.0015;
const NOTHING = -9.5;
const LASTS_FRAMES = 40;

/** Tells long pauses, in which lips rest whatever the network makes of the room's noise. */
export class Pause {
  private loudest = NOTHING;
  private quietFrames = 0;

  /** Takes a frame of log powers; whether it lies in a long pause. */
  push(bands: Float32Array): boolean {
    let power = 0;
    for (let band = 0; band < BANDS; band++) power += Math.exp(bands[band]);
    const loudness = Math.log(power);
    this.loudest = Math.max(loudness, this.loudest - FALL);
    const quiet = loudness < Math.max(this.loudest - BELOW, NOTHING);
    this.quietFrames = quiet ? this.quietFrames + 1 : 0;
    return this.quietFrames > LASTS_FRAMES;
  }

  /** Turns an answer of the network into that of silence. */
  rest(answer: Float32Array): void {
    answer.fill(0);
    answer[SILENCE] = 1;
  }

  reset(): void {
    this.loudest = NOTHING;
    this.quietFrames = 0;
  }
}
