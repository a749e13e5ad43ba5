import type { MarkEvent, SentenceEvent, TrackHeader, UtteranceStart, WordEvent } from '../protocol/index.ts';
import type { TextStretch } from './events.ts';

/** What is known of one utterance besides its words, and how far its events have been told. */
export class Utterance {
  readonly sentences: SentenceEvent[] = [];
  readonly marks: MarkEvent[] = [];
  /** How long its track is, once the last rows are there. */
  seconds: number | null = null;
  started = false;
  /** Played to the end, but the last of it may still be on its way to the ear. */
  played = false;
  /** Index of the last caption word that was told. */
  word = -1;
  private readonly characters: readonly string[];
  private sentence = -1;
  private mark = 0;
  /** Onset of the last event that has come, and of the last that had come when it began anew. */
  private lastMs = -1;
  private skipMs = -1;
  readonly start: UtteranceStart;

  constructor(start: UtteranceStart) {
    this.start = start;
    this.characters = Array.from(start.text);
  }

  /** Takes in what rode along with track rows; returns the words that are new. */
  add({ first_frame, frames, final, words, sentences, marks }: TrackHeader): readonly WordEvent[] {
    const { skipMs } = this;
    const fresh = <T extends Timed>(events: readonly T[]): T[] => {
      const found = events.filter(({ onset_ms }) => onset_ms > skipMs);
      for (const { onset_ms } of found) this.lastMs = Math.max(this.lastMs, onset_ms);
      return found;
    };
    if (final) this.seconds = (first_frame + frames) / this.start.track_fps;
    this.sentences.push(...fresh(sentences));
    this.marks.push(...fresh(marks));
    return fresh(words);
  }

  /**
   * Another beginning of the same utterance, after a reconnect: true when it can take up where this one broke off.
   * What rides along with it once more is passed over: parts of an utterance follow each other in time.
   */
  continues({ sample_rate_hz, text, channel_space }: UtteranceStart): boolean {
    const { start } = this;
    this.skipMs = this.lastMs;
    return start.sample_rate_hz === sample_rate_hz && start.text === text && start.channel_space === channel_space;
  }

  /** The sentence begun at `ms` if it was not told yet, else null. */
  nextSentence(ms: number): TextStretch | null {
    const index = begunBy(this.sentences, this.sentence, ms);
    if (index === this.sentence) return null;
    this.sentence = index;
    return this.stretch(this.sentences[index]!);
  }

  /** The next mark reached at `ms`: every mark is told, since a gesture may hang on it. */
  nextMark(ms: number): MarkEvent | null {
    const mark = this.marks[this.mark];
    if (!mark || mark.onset_ms > ms) return null;
    this.mark++;
    return mark;
  }

  private stretch({ start, end }: { start: number; end: number }): TextStretch {
    const text = this.characters.slice(start, end).join('');
    const at = this.characters.slice(0, start).join('').length;
    return { id: this.start.id, start: at, end: at + text.length, text };
  }
}

interface Timed {
  readonly onset_ms: number;
}

/** Index of the last event that has begun, searching on from `from`. */
function begunBy(events: readonly Timed[], from: number, ms: number): number {
  let index = from;
  while (index + 1 < events.length && events[index + 1]!.onset_ms <= ms) index++;
  return index;
}
