import type { PlaybackReport } from '../protocol/index.ts';
import type { Timers } from './timers.ts';

const INTERVAL_MS = 1000;

/**
 * Lets a report through when an utterance's state changed, else once a second. Nothing after its end, and nothing of
 * utterances that the server of this connection did not begin.
 */
export class ReportGate {
  private readonly timers: Timers;
  private readonly known = new Set<string>();
  private id: string | null = null;
  private state: PlaybackReport['state'] = 'waiting';
  private atMs = Number.NEGATIVE_INFINITY;

  constructor(timers: Timers) {
    this.timers = timers;
  }

  /** The server has begun an utterance. */
  begin(id: string): void {
    this.known.add(id);
  }

  admits(id: string, state: PlaybackReport['state']): boolean {
    if (!this.known.has(id)) return false;
    const now = this.timers.now();
    const same = id === this.id && state === this.state;
    if (same && now - this.atMs < INTERVAL_MS) return false;
    if (state === 'ended' || state === 'interrupted') this.known.delete(id);
    this.id = id;
    this.state = state;
    this.atMs = now;
    return true;
  }

  /** The connection is gone. */
  clear(): void {
    this.known.clear();
    this.id = null;
  }
}
