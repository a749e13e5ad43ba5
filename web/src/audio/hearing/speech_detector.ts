/** How sure the detection must be that a frame of 32 ms is speech, and of how many frames, before speech has begun. */
interface Demand {
  readonly likely: number;
  readonly frames: number;
}

const QUIET: Demand = { likely: 0.5, frames: 3 };
/** While the avatar is heard, it must not take its own voice, or a cough, for an interruption. */
const AUDIBLE: Demand = { likely: 0.8, frames: 8 };
/** Below this a frame of somebody who speaks is a pause. */
const PAUSE = 0.35;
/** A pause of this many frames ends the speech: 0.6 s. */
const END_FRAMES = 19;
/** Speech of fewer frames in all was none: 0.2 s. */
const LEAST_FRAMES = 6;

export type Detected = 'begin' | 'end' | 'misfire' | null;

/** Makes beginnings and ends of speech of the likelihoods of single frames. */
export class SpeechDetector {
  /** True between a beginning and an end. */
  speaking = false;
  /** Frames since the first that may be speech. */
  frames = 0;
  /** Frames of the pause at the end. */
  silent = 0;
  private speech = 0;

  /**
   * @param likelihood of one frame, 0 to 1
   * @param audible whether the avatar is heard meanwhile
   * @param echo whether what is heard is the avatar's own voice
   */
  hear(likelihood: number, audible: boolean, echo: boolean): Detected {
    return this.speaking ? this.goOn(likelihood) : this.wait(echo ? 0 : likelihood, audible ? AUDIBLE : QUIET);
  }

  reset(): void {
    this.speaking = false;
    this.frames = this.silent = this.speech = 0;
  }

  private wait(likelihood: number, { likely, frames }: Demand): Detected {
    // A frame between two of speech may be a stop consonant's silence.
    this.speech = Math.max(0, this.speech + (likelihood >= likely ? 1 : -1));
    this.frames = this.speech > 0 ? this.frames + 1 : 0;
    if (this.speech < frames) return null;
    this.speaking = true;
    this.silent = 0;
    return 'begin';
  }

  private goOn(likelihood: number): Detected {
    this.frames++;
    if (likelihood >= PAUSE) {
      this.silent = 0;
      this.speech++;
    } else if (++this.silent >= END_FRAMES) {
      const found = this.speech < LEAST_FRAMES ? 'misfire' : 'end';
      const { silent } = this;
      this.reset();
      this.silent = silent;
      return found;
    }
    return null;
  }
}
