import type { MarkEvent, SentenceEvent, TrackHeader, UtteranceStart } from '../protocol/index.ts';
import type { TextStretch } from './events.ts';

/** What is known of one utterance besides its words, and how far its events have been told. */
export class Utterance {
  readonly sentences: SentenceEvent[] = [];
  readonly marks: MarkEvent[] = [];
  /** How long its track is, once the last rows are there. */
  seconds: number | null = null;
  started = false;
  private readonly characters: readonly string[];
  private sentence = -1;
  private mark = 0;
  readonly start: UtteranceStart;

  constructor(start: UtteranceStart) {
    this.start = start;
    this.characters = Array.from(start.text);
  }

  /** Takes in what rode along with track rows. */
  add(header: TrackHeader): void {
    if (header.final) this.seconds = (header.first_frame + header.frames) / this.start.track_fps;
    this.sentences.push(...header.sentences);
    this.marks.push(...header.marks);
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

/** Index of the last event that has begun, searching on from `from`. */
function begunBy(events: readonly { readonly onset_ms: number }[], from: number, ms: number): number {
  let index = from;
  while (index + 1 < events.length && events[index + 1]!.onset_ms <= ms) index++;
  return index;
}
