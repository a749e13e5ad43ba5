/** Time, as far as the client needs it; tests put a virtual one in its place. */
export interface Timers {
  setTimeout(run: () => void, ms: number): unknown;
  clearTimeout(handle: unknown): void;
  /** Milliseconds that never go back. */
  now(): number;
}

export const realTimers: Timers = {
  setTimeout: (run, ms) => setTimeout(run, ms),
  clearTimeout: (handle) => clearTimeout(handle as number),
  now: () => performance.now(),
};

/** One pending call at a time: setting it again forgets the one before. */
export class Alarm {
  private readonly timers: Timers;
  private handle: unknown;

  constructor(timers: Timers) {
    this.timers = timers;
  }

  get set(): boolean {
    return this.handle !== undefined;
  }

  start(ms: number, run: () => void): void {
    this.stop();
    this.handle = this.timers.setTimeout(() => {
      this.handle = undefined;
      run();
    }, ms);
  }

  stop(): void {
    if (this.handle !== undefined) this.timers.clearTimeout(this.handle);
    this.handle = undefined;
  }
}
