/** Waits between reloads: each twice the last, from 5 s to 10 min, so that a fault that stays does not flicker. */
const FIRST_MS = 5_000;
const LONGEST_MS = 600_000;
/** A page that ran this long was healthy: the next fault begins anew. */
const HEALTHY_MS = 600_000;
/** How often a server that is away is asked whether it is back. */
const ASK_MS = 3_000;
const KEY = 'visavis-kiosk-reloads';

export interface RecoveryParts {
  /** True when the server gives pages again. */
  readonly serverAnswers: () => Promise<boolean>;
  readonly reload: () => void;
  readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | null;
  readonly timers?: Pick<typeof globalThis, 'setTimeout' | 'clearTimeout'>;
}

/**
 * Loads the page anew when something is wrong that does not mend itself. Never while the server is away: an unattended
 * display would then show the browser's own error, for good.
 */
export class Recovery {
  private readonly parts: RecoveryParts;
  private readonly timers: Pick<typeof globalThis, 'setTimeout' | 'clearTimeout'>;
  private readonly healthy: ReturnType<typeof setTimeout>;
  private planned: ReturnType<typeof setTimeout> | undefined;
  private away: ReturnType<typeof setTimeout> | undefined;
  private overdue = false;

  constructor(parts: RecoveryParts) {
    this.parts = parts;
    this.timers = parts.timers ?? globalThis;
    this.healthy = this.timers.setTimeout(() => this.remember(null), HEALTHY_MS);
  }

  /** Something failed for good: reloads after a wait that grows from fault to fault. */
  fault(): void {
    if (this.planned !== undefined) return;
    this.timers.clearTimeout(this.healthy);
    const before = this.reloads();
    const wait = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(before, 10));
    this.remember(before + 1);
    this.planned = this.timers.setTimeout(() => void this.reloadWhenServed(), wait);
  }

  /** Begins anew for the next visitor, as soon as the server can be asked for the page. */
  renew(): void {
    void this.reloadWhenServed();
  }

  /** The session's connection; one that was away for longer than `patienceMs` (0: for ever) is followed by a reload. */
  connected(open: boolean, patienceMs: number): void {
    if (open) {
      this.timers.clearTimeout(this.away);
      this.away = undefined;
      // The server may be another one by now, with other scripts.
      if (this.overdue) void this.reloadWhenServed();
    } else if (this.away === undefined && patienceMs > 0) {
      this.away = this.timers.setTimeout(() => {
        this.overdue = true;
      }, patienceMs);
    }
  }

  private async reloadWhenServed(): Promise<void> {
    if (await this.parts.serverAnswers()) this.parts.reload();
    else this.timers.setTimeout(() => void this.reloadWhenServed(), ASK_MS);
  }

  private reloads(): number {
    try {
      return Number(this.parts.storage?.getItem(KEY)) || 0;
    } catch {
      return 0;
    }
  }

  private remember(count: number | null): void {
    try {
      if (count === null) this.parts.storage?.removeItem(KEY);
      else this.parts.storage?.setItem(KEY, String(count));
    } catch {
      // A page without storage waits the shortest time after each fault.
    }
  }
}
