/** Above what rows were late so far: a message can wait for a frame to be drawn. */
const MARGIN_SECONDS = 0.008;
/** How fast the lag shrinks again, in seconds a second: slower than anybody sees. */
const SHRINK = 0.02;
/** How fast it grows, so that the mouth slows down for a moment instead of going back. */
const GROW = 0.5;

/**
 * How far behind the sound a mouth is shown that moves while the sound comes: as little as the makers of the rows
 * allow. Follows how late rows come; the moments shown never go back.
 */
export class LiveLag {
  /** Seconds by which the mouth is behind now. */
  seconds = 0;
  private latest = 0;
  private wanted = 0;
  private askedAt = Number.NaN;

  /** A row for the sound at `rowSeconds` came at `nowSeconds` of the same clock. */
  note(rowSeconds: number, nowSeconds: number): void {
    const late = nowSeconds - rowSeconds + MARGIN_SECONDS;
    if (late > this.latest) this.latest = late;
  }

  /** The moment to be shown at `nowSeconds`. Called once a frame. */
  shown(nowSeconds: number): number {
    const passed = nowSeconds - this.askedAt;
    this.askedAt = nowSeconds;
    if (this.latest > this.wanted) this.wanted = this.latest;
    this.latest = 0;
    if (!(passed >= 0)) {
      this.seconds = this.wanted;
    } else {
      this.wanted = Math.max(0, this.wanted - SHRINK * passed);
      const step = this.wanted - this.seconds;
      this.seconds += Math.min(GROW * passed, Math.max(-SHRINK * passed, step));
    }
    return nowSeconds - this.seconds;
  }
}
