import type { PaceEstimate } from './pace_estimate.ts';

/** A word of the track: where it stands in the text, in UTF-16 units, and when it begins in the track. */
export interface TrackWord {
  readonly start: number;
  readonly end: number;
  readonly onsetMs: number;
  readonly endMs: number;
}

/** In about so long the mouth makes up for what it is off. */
const CATCH_UP_SECONDS = 0.1;
/** The mouth never moves faster than this many times its track's own pace. */
const FASTEST = 4;
/** A mouth that is farther off than this leaps: the page was hidden, or words were left out. */
const LEAP_SECONDS = 1.5;
/** How far the mouth runs on, ever more slowly, where the next word should have been told and was not. */
const BEYOND_SECONDS = 0.2;
/** Before a track's end its mouth is shut already: while the voice is heard, it stays before this. */
const TAIL_SECONDS = 0.25;

/**
 * Where a track is while a voice speaks that is not ours: a synthesizer of the system, which says its own audio's time
 * only by the words that it begins. Maps seconds of a clock that runs forward to seconds of the track.
 *
 * Each word told is evidence; between two the pace learnt so far goes on. What is shown follows smoothly: it slows and
 * waits when it is ahead, hurries when it is behind, and never goes back. Pure: no clock, no voice of its own.
 */
export class TrackWarp {
  private readonly pace: PaceEstimate;
  private readonly words: () => readonly TrackWord[];
  /** The latest evidence: at `toldAt` the voice was at `told` of the track. */
  private toldAt = Number.NaN;
  private told = 0;
  /** It has left a word out, or tells phrases only: where the next one is not told it is not waited for. */
  private skips = false;
  /** Words told in this stretch, so that one that tells none is not waited for. */
  private tells = false;
  private shown = 0;
  private shownAt = Number.NaN;
  /** Up to where the voice has been told to speak, in the text: without more evidence the mouth does not go past it. */
  private until = Number.POSITIVE_INFINITY;
  /** Where the track ends, once that is known. */
  private endSeconds = Number.POSITIVE_INFINITY;
  private standing = false;

  /** `words` gives what is known of the track's words, in order; more may come. `pace`: what is known of the voice. */
  constructor(words: () => readonly TrackWord[], pace: PaceEstimate) {
    this.words = words;
    this.pace = pace;
  }

  /** The whole track is known and so long. */
  endAt(seconds: number): void {
    this.endSeconds = seconds;
  }

  /** The voice is heard to begin at a place of the text, and will stop at another, where its sentence ends. */
  begin(textIndex: number, now: number, until = Number.POSITIVE_INFINITY): void {
    this.until = until;
    this.standing = false;
    this.tells = false;
    this.note(this.onsetOf(textIndex), now, false);
    if (Number.isNaN(this.shownAt)) this.shown = this.told;
    this.shownAt = now;
  }

  /** The voice begins the word at a place of the text. */
  word(textIndex: number, now: number): void {
    const onset = this.onsetOf(textIndex);
    // A place that was passed already tells nothing: some voices repeat themselves.
    if (onset <= this.told && this.tells) return;
    this.note(onset, now, this.tells || onset > this.told);
    this.tells = true;
  }

  /** The voice stands still from now on, in a pause or between two sentences. */
  hold(now: number): void {
    this.at(now);
    this.standing = true;
  }

  /** It has said everything up to a place of the text. */
  finish(textIndex: number, now: number): void {
    const { length } = this.words();
    let end = 0;
    for (let i = 0; i < length && this.words()[i].start < textIndex; i++) end = this.words()[i].endMs / 1000;
    if (end > this.told && !Number.isNaN(this.toldAt)) this.pace.learn(end - this.told, now - this.toldAt);
    this.hold(now);
  }

  /** True once the voice has begun. */
  get begun(): boolean {
    return !Number.isNaN(this.shownAt);
  }

  /** The moment of the track to be shown. Ask in order of time. */
  at(now: number): number {
    if (!this.begun || this.standing) {
      if (this.begun) this.shownAt = now;
      return this.shown;
    }
    const passed = now - this.shownAt;
    if (!(passed > 0)) return this.shown;
    this.shownAt = now;
    const goal = this.expected(now);
    const off = goal - this.shown;
    if (off > LEAP_SECONDS) this.shown = goal;
    else if (off > 0) {
      const { rate } = this.pace;
      // On the line already: go with it. Else the rest of the way is halved again and again.
      const before = Math.max(0, off - rate * passed);
      const step = off - before * Math.exp(-passed / CATCH_UP_SECONDS);
      this.shown += Math.min(step, FASTEST * rate * passed);
    }
    return this.shown;
  }

  /** Where the voice should be by the latest evidence and its pace. */
  private expected(now: number): number {
    const line = this.told + (now - this.toldAt) * this.pace.rate;
    const waits = this.tells && !this.skips;
    return Math.min(waits ? beyond(line, this.nextOnset()) : line, this.lastMoment(line), this.sentenceEnd(line));
  }

  /** By when the next word should have been told. */
  private nextOnset(): number {
    const words = this.words();
    for (let i = 0; i < words.length; i++) {
      const onset = words[i].onsetMs / 1000;
      if (onset > this.told) return onset;
    }
    return Number.POSITIVE_INFINITY;
  }

  /** What comes after this sentence has not begun. */
  private sentenceEnd(line: number): number {
    const words = this.words();
    for (let i = 0; i < words.length; i++) {
      if (words[i].start >= this.until) return beyond(line, Math.max(this.told, words[i - 1]?.endMs / 1000 || 0));
    }
    return line;
  }

  /** While the voice is heard the mouth does not come to its rest, only near it. */
  private lastMoment(line: number): number {
    const last = this.endSeconds - TAIL_SECONDS;
    return beyond(line, Math.max(this.told, last - BEYOND_SECONDS));
  }

  private note(onset: number, now: number, paced: boolean): void {
    if (paced && !Number.isNaN(this.toldAt)) {
      this.pace.learn(onset - this.told, now - this.toldAt);
      if (this.nextOnset() < onset) this.skips = true;
    }
    this.told = Math.max(this.told, onset);
    this.toldAt = now;
  }

  /** When the word at a place of the text begins in the track: the one that holds it, else the next. */
  private onsetOf(textIndex: number): number {
    const words = this.words();
    for (let i = 0; i < words.length; i++) if (words[i].end > textIndex) return words[i].onsetMs / 1000;
    return this.told;
  }
}

/** `value` as far as `limit`; past it ever more slowly, and never further than a little. */
function beyond(value: number, limit: number): number {
  if (value <= limit) return value;
  return limit + BEYOND_SECONDS * (1 - Math.exp((limit - value) / BEYOND_SECONDS));
}
