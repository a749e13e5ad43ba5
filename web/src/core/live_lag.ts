/** Share of what a frame finds later than expected that is believed: one late frame is no reason to lag for long. */
const BELIEVED = 0.25;
/** How fast the lag shrinks again, in seconds a second: slower than anybody sees. */
const SHRINK = 0.03;
/** How fast it grows, so that the mouth slows down for a moment instead of going back. */
const GROW = 0.5;
/** Rows that are later than this have stopped: the mouth rests, and does not wait for them. */
const STOPPED_SECONDS = 0.5;

/**
 * How far behind the sound a mouth is shown that moves while the sound comes: as little as the makers of the rows
 * allow. Follows how late rows come, but for the latest few, for which the last row stands; the moments shown never go
 * back.
 */
export class LiveLag {
  /** Seconds by which the mouth is behind now. */
  seconds = 0;
  private wanted = 0;
  private askedAt = Number.NaN;

  /** The moment to be shown at `nowSeconds`, where the newest row is for `newestSeconds`. Called once a frame. */
  shown(nowSeconds: number, newestSeconds: number): number {
    const late = nowSeconds - newestSeconds;
    if (!(late < STOPPED_SECONDS)) return nowSeconds - this.seconds;
    const passed = nowSeconds - this.askedAt;
    this.askedAt = nowSeconds;
    if (!(passed < STOPPED_SECONDS)) {
      this.seconds = this.wanted = late;
    } else {
      const more = late - this.wanted;
      this.wanted += more > 0 ? more * BELIEVED : Math.max(more, -SHRINK * passed);
      this.seconds += Math.min(GROW * passed, this.wanted - this.seconds);
    }
    return nowSeconds - this.seconds;
  }

  /**
   * The same for a sound that is held back until its rows are there: the moment that is heard, or one behind it where
   * even so the rows come late, as on a page that is busy all the time.
   */
  heard(dueSeconds: number, newestSeconds: number): number {
    return Math.min(dueSeconds, this.shown(dueSeconds, newestSeconds));
  }
}
