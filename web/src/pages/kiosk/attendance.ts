/** Where it is known from whether somebody stands before the display. Touch is one; a camera or a sensor may follow. */
export interface PresenceSource {
  /** Calls `seen` whenever somebody shows; the function returned stops it. */
  watch(seen: () => void): () => void;
}

/** Somebody touches the screen, moves a mouse over it or presses a key. */
export const TOUCH: PresenceSource = {
  watch(seen) {
    const types = ['pointerdown', 'keydown'] as const;
    for (const type of types) window.addEventListener(type, seen, { capture: true, passive: true });
    return () => {
      for (const type of types) window.removeEventListener(type, seen, { capture: true });
    };
  },
};

interface Callbacks {
  readonly came: () => void;
  readonly left: () => void;
  /** While this is true nobody has left. */
  readonly busy: () => boolean;
}

/** Whether a visitor is there: from the first sign of one until there was none for a while. */
export class Attendance {
  attended = false;
  private readonly callbacks: Callbacks;
  private readonly idleMs: number;
  private readonly stops: readonly (() => void)[];
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** @param idleMs how long without a sign until the visitor has left; 0 never */
  constructor(sources: readonly PresenceSource[], idleMs: number, callbacks: Callbacks) {
    this.callbacks = callbacks;
    this.idleMs = idleMs;
    this.stops = sources.map((source) => source.watch(() => this.seen()));
  }

  destroy(): void {
    clearTimeout(this.timer);
    for (const stop of this.stops) stop();
  }

  private seen(): void {
    this.wait();
    if (this.attended) return;
    this.attended = true;
    this.callbacks.came();
  }

  private wait(): void {
    clearTimeout(this.timer);
    if (this.idleMs > 0) this.timer = setTimeout(() => this.leave(), this.idleMs);
  }

  private leave(): void {
    if (this.callbacks.busy()) {
      this.wait();
      return;
    }
    this.attended = false;
    this.callbacks.left();
  }
}
