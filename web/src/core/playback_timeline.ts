import { RESTART_SECONDS, START_SECONDS } from './pacing.ts';

/** What the playing side did, told in the order in which it happened. */
export interface PlaybackEvent {
  /**
   * `start`: the utterance's first sample. `stall`, `flow`: its samples ran out, and came again. `pause`, `resume`:
   * `id` is null when nothing was playing; what resumes into a stall tells `stall`. `end`: it was played whole. `cut`: it was interrupted.
   */
  readonly kind: 'start' | 'stall' | 'flow' | 'pause' | 'resume' | 'end' | 'cut';
  readonly id: string | null;
  /** Context time at which it takes effect, in seconds. */
  readonly time: number;
  /** Position within the utterance then, in seconds. */
  readonly position: number;
}

/** Where playback is at some context time. */
export interface PlaybackPoint {
  id: string | null;
  seconds: number;
  running: boolean;
}

interface Pending {
  readonly id: string;
  pushedSeconds: number;
  final: boolean;
  /** Context time of the last push. */
  pushedAt: number;
}

/** From `time` on playback stands at, or runs from, `position` of `id`. */
interface Anchor {
  readonly time: number;
  readonly id: string | null;
  readonly position: number;
  readonly running: boolean;
  readonly paused: boolean;
  /** It ran dry, and waits for more than a little; a pause may come on top of it. */
  readonly stalled: boolean;
  /** Worked out here before the playing side has told. */
  readonly predicted: boolean;
}

/**
 * Maps context time to a position within an utterance.
 *
 * Truth comes from the playing side as events, each with the context time of its effect. They can come late, when the
 * thread is blocked; until then playback is worked out from what was asked of it, by the same rules that it follows,
 * and never beyond the samples that it was given. Pure: no audio, no clock of its own.
 */
export class PlaybackTimeline {
  private anchors: Anchor[] = [];
  private queue: Pending[] = [];
  private paused = false;
  /** Context time of the last pause or resume. */
  private askedAt = Number.NEGATIVE_INFINITY;
  private droppedAt = Number.NEGATIVE_INFINITY;
  private readonly point: PlaybackPoint = { id: null, seconds: 0, running: false };

  /** A new utterance at the end of the queue; one that is known begins anew, in its place. */
  begin(id: string): void {
    const fresh = { id, pushedSeconds: 0, final: false, pushedAt: 0 };
    const index = this.indexOf(id);
    if (index >= 0) this.queue[index] = fresh;
    else this.queue.push(fresh);
  }

  /** `pushedSeconds` of the utterance have been handed over at context time `now`; `final` when that is all of it. */
  push(id: string, pushedSeconds: number, final: boolean, now: number): void {
    const entry = this.queue[this.indexOf(id)];
    if (!entry) return;
    this.foretell(now);
    entry.pushedSeconds = Math.max(entry.pushedSeconds, pushedSeconds);
    entry.final = entry.final || final;
    entry.pushedAt = now;
    this.predict();
  }

  pause(now: number): void {
    this.foretell(now);
    this.paused = true;
    this.askedAt = now;
    this.predict();
  }

  resume(now: number): void {
    this.paused = false;
    this.askedAt = now;
    this.predict();
  }

  /** Utterances that were interrupted at context time `now`. */
  drop(ids: readonly string[], now: number): void {
    this.foretell(now);
    const last = this.last();
    this.queue = this.queue.filter((entry) => ids.indexOf(entry.id) < 0);
    this.droppedAt = now;
    if (last && last.id !== null && ids.indexOf(last.id) >= 0) {
      this.predictAnchor(Math.max(now, last.time), null, 0, false, false);
    }
    this.predict();
  }

  /** What the playing side tells. It supersedes whatever was worked out. */
  apply(event: PlaybackEvent): void {
    const { kind, time } = event;
    if (kind === 'cut' && !this.isUp(event.id)) {
      // It was waiting; what plays goes on.
      this.forget(event.id);
      return;
    }
    // What is told of an utterance that was dropped meanwhile is followed by its cut.
    const id = kind === 'end' || kind === 'cut' || this.indexOf(event.id) < 0 ? null : event.id;
    const running = id !== null && (kind === 'start' || kind === 'flow' || kind === 'resume');
    const position = id === null ? 0 : event.position;
    this.anchors = this.anchors.filter((anchor) => !anchor.predicted && anchor.time < time);
    const before = this.last();
    const paused = kind === 'pause';
    const stalled = kind === 'stall' || (paused && before?.stalled === true && before.id === id);
    this.anchors.push({ time, id, position, running, paused, stalled, predicted: false });
    if (kind === 'end' || kind === 'cut') this.forget(event.id);
    this.predict();
  }

  /** Writes where playback is at a context time into `out`. */
  locate(time: number, out: PlaybackPoint): void {
    const { anchors } = this;
    let index = anchors.length - 1;
    while (index >= 0 && anchors[index].time > time) index--;
    if (index < 0) {
      set(out, null, 0, false);
      return;
    }
    const anchor = anchors[index];
    const position = anchor.running ? anchor.position + (time - anchor.time) : anchor.position;
    set(out, anchor.id, position, anchor.running);
    // Between two anchors the later one bounds the earlier; past the last the samples at hand do.
    if (anchor.running && index === anchors.length - 1) this.bound(out);
  }

  /** Forgets what lies before a context time that will not be asked for again. */
  prune(time: number): void {
    // What is only worked out may yet turn out to be later.
    while (this.anchors.length > 1 && this.anchors[1].time <= time && !this.anchors[1].predicted) this.anchors.shift();
  }

  /** Holds a position that was run up to within the samples pushed, going over into what follows without a gap. */
  private bound(out: PlaybackPoint): void {
    let index = this.indexOf(out.id);
    while (index >= 0 && out.seconds >= this.queue[index].pushedSeconds) {
      const entry = this.queue[index];
      if (!entry.final) {
        set(out, entry.id, entry.pushedSeconds, false);
        return;
      }
      index++;
      if (index >= this.queue.length || !ready(this.queue[index], 0, START_SECONDS)) {
        set(out, null, 0, false);
        return;
      }
      set(out, this.queue[index].id, out.seconds - entry.pushedSeconds, true);
    }
  }

  /** Before what is asked changes: notes where, by what was asked so far, playback is by now. */
  private foretell(now: number): void {
    const last = this.last();
    if (!last?.running || now < last.time) return;
    this.locate(now, this.point);
    const { id, seconds, running } = this.point;
    if (id !== last.id || !running) this.predictAnchor(now, id, seconds, running, false);
  }

  /** Works out what playback does by itself from where it stands. */
  private predict(): void {
    const last = this.last();
    const since = last ? Math.max(last.time, this.askedAt) : this.askedAt;
    if (this.paused) {
      if (!last || last.paused) return;
      this.locate(since, this.point);
      this.predictAnchor(since, this.point.id, this.point.seconds, false, true);
      return;
    }
    if (last?.running) return;
    if (last && last.id !== null) {
      const entry = this.queue[this.indexOf(last.id)];
      if (!entry || (last.stalled && !ready(entry, last.position, RESTART_SECONDS))) return;
      const at = last.stalled ? Math.max(since, entry.pushedAt) : since;
      this.predictAnchor(at, last.id, last.position, true, false);
      return;
    }
    const next = this.next();
    if (next && ready(next, 0, START_SECONDS)) {
      // It may have waited for one that was dropped.
      this.predictAnchor(Math.max(since, this.droppedAt, next.pushedAt), next.id, 0, true, false);
    }
  }

  /** The utterance that is up when nothing plays: the one after the last that has begun. */
  private next(): Pending | undefined {
    for (let index = this.anchors.length - 1; index >= 0; index--) {
      const { id } = this.anchors[index];
      if (id !== null) return this.queue[this.indexOf(id) + 1];
    }
    return this.queue[0];
  }

  private predictAnchor(time: number, id: string | null, position: number, running: boolean, paused: boolean): void {
    const stalled = id !== null && !running && (!paused || this.last()?.stalled === true);
    this.anchors.push({ time, id, position, running, paused, stalled, predicted: true });
  }

  /** Whether, by what was told so far, an utterance is the one that plays or stands. */
  private isUp(id: string | null): boolean {
    for (let index = this.anchors.length - 1; index >= 0; index--) {
      if (!this.anchors[index].predicted) return this.anchors[index].id === id;
    }
    return false;
  }

  private forget(id: string | null): void {
    this.queue = this.queue.filter((entry) => entry.id !== id);
  }

  private last(): Anchor | undefined {
    return this.anchors[this.anchors.length - 1];
  }

  private indexOf(id: string | null): number {
    for (let index = 0; index < this.queue.length; index++) if (this.queue[index].id === id) return index;
    return -1;
  }
}

function ready(entry: Pending, position: number, threshold: number): boolean {
  return entry.final || entry.pushedSeconds - position >= threshold;
}

function set(out: PlaybackPoint, id: string | null, seconds: number, running: boolean): void {
  out.id = id;
  out.seconds = seconds;
  out.running = running;
}
