const QUICK = 0.2;
const SLOW = 0.01;
const LONGEST_REFRESH_MS = 100;

/**
 * Decides which animation frames are drawn under a cap.
 *
 * Draws every n-th refresh with a whole n, so that frames are evenly spaced: a cap of 30 gives 30 on a 60 Hz screen
 * and 28.8 on 144 Hz, never a mixture of short and long frames.
 */
export class FramePace {
  private refreshMs = 1000 / 60;
  private last = -1;
  private since = 0;
  maxFps: number;

  /** `maxFps` 0 draws every frame. */
  constructor(maxFps: number) {
    this.maxFps = maxFps;
  }

  /** True when this animation frame is to be drawn. `nowMs` is the time given to the frame callback. */
  due(nowMs: number): boolean {
    const delta = nowMs - this.last;
    if (this.last >= 0 && delta > 0 && delta < LONGEST_REFRESH_MS) {
      // Screens do not get faster by chance, but frames come late: follow the short intervals.
      this.refreshMs += (delta - this.refreshMs) * (delta < this.refreshMs ? QUICK : SLOW);
    }
    this.last = nowMs;
    if (this.maxFps <= 0) return true;
    const every = Math.max(1, Math.round(1000 / this.maxFps / this.refreshMs));
    this.since++;
    if (this.since < every) return false;
    this.since = 0;
    return true;
  }
}
