import type { Random } from '../core/random.ts';

const FIRST_MS = 500;
const LONGEST_MS = 15000;

/** Waits between attempts to connect: each twice the last, from 0.5 to 15 s, spread so that clients do not march. */
export class Backoff {
  private readonly random: Random;
  private attempts = 0;

  constructor(random: Random) {
    this.random = random;
  }

  /** The next wait in ms. */
  next(): number {
    const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** this.attempts);
    this.attempts = Math.min(this.attempts + 1, 10);
    return Math.max(FIRST_MS, ceiling * (0.5 + 0.5 * this.random()));
  }

  /** After a connection that held. */
  reset(): void {
    this.attempts = 0;
  }
}
