/** What was heard longer ago than this counts half. */
const HALF_LIFE_SECONDS = 4;
/** How much the estimate that a voice begins with is worth, in seconds heard. */
const PRIOR_SECONDS = 1;
const SLOWEST = 0.3;
const FASTEST = 4;

/** How fast a voice goes through its track, in seconds of track a second: learnt from what it said so far. */
export class PaceEstimate {
  private track: number;
  private heard: number;

  /** `rate`: what is known of it beforehand. */
  constructor(rate = 1) {
    this.track = rate * PRIOR_SECONDS;
    this.heard = PRIOR_SECONDS;
  }

  get rate(): number {
    return Math.min(FASTEST, Math.max(SLOWEST, this.track / this.heard));
  }

  /** It took `heardSeconds` for `trackSeconds`. */
  learn(trackSeconds: number, heardSeconds: number): void {
    if (!(trackSeconds > 0 && heardSeconds > 0)) return;
    const kept = 0.5 ** (heardSeconds / HALF_LIFE_SECONDS);
    this.track = this.track * kept + trackSeconds;
    this.heard = this.heard * kept + heardSeconds;
  }
}
