import { CLASSES } from './network.ts';

/** As server/visavis/speech/recogniser/lips.py, where the constants are explained. */
const SILENCE = 0;
const SHUT = 1;
const SHARPER = 1.5;
const MOVES = 0.45;
const RESTS = 0.2;
const SHUTS = 0.7;
const SHUT_ABOVE = 0.7;
const OPENS_BELOW = 0.4;
const LEAST = 1e-9;
const LEAST_SHUT_FRAMES = 5;

/** From the network's probabilities to weights of mouth shapes that move as a mouth does. */
export class Lips {
  readonly row = new Float32Array(CLASSES);
  private readonly aim = new Float32Array(CLASSES);
  private shutFrames = 0;

  /** Takes one answer of the network and moves `row`. */
  push(answer: Float32Array): void {
    const { row, aim } = this;
    const shut = answer[CLASSES];
    const held = this.shutFrames > 0 && (this.shutFrames < LEAST_SHUT_FRAMES || shut > OPENS_BELOW);
    this.shutFrames = held || shut > SHUT_ABOVE ? this.shutFrames + 1 : 0;
    let sum = LEAST;
    for (let i = 0; i < CLASSES; i++) {
      aim[i] = i === SHUT ? 0 : answer[i] ** SHARPER;
      sum += aim[i];
    }
    for (let i = 0; i < CLASSES; i++) aim[i] /= sum;
    if (this.shutFrames > 0) {
      aim.fill(0);
      aim[SHUT] = 1;
    }
    const pace = this.shutFrames > 0 ? SHUTS : aim[SILENCE] > 0.5 ? RESTS : MOVES;
    for (let i = 0; i < CLASSES; i++) row[i] += pace * (aim[i] - row[i]);
  }

  reset(): void {
    this.row.fill(0);
    this.row[SILENCE] = 1;
    this.shutFrames = 0;
  }

  constructor() {
    this.reset();
  }
}
