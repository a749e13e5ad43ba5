import type { WordEvent } from '../protocol/index.ts';

/** One caption word. */
export interface CaptionWord {
  /** The written stretch. */
  readonly text: string;
  /** Where it stands in the utterance's text, in UTF-16 units as strings are sliced. */
  readonly start: number;
  readonly end: number;
  readonly onsetMs: number;
  readonly endMs: number;
}

interface Captions {
  readonly text: string;
  readonly words: CaptionWord[];
  onsetSeconds: Float64Array;
}

const HAN = /^[\u2e80-\u2fdf\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]$|^[\ud840-\ud887][\udc00-\udfff]$/;

/** When each word of each utterance is heard. In Han text every character counts as a word. */
export class CaptionTimeline {
  private readonly utterances = new Map<string, Captions>();

  /**
   * Takes an utterance's text and more of its words, which may come in pieces; `start` and `end` of a word count code
   * points, as on the wire. Words outside the text are left out.
   */
  add(id: string, text: string, words: readonly WordEvent[]): void {
    let captions = this.utterances.get(id);
    if (!captions || captions.text !== text) {
      captions = { text, words: [], onsetSeconds: new Float64Array(0) };
      this.utterances.set(id, captions);
    }
    if (words.length === 0) return;
    const characters = Array.from(text);
    const offsets = [0];
    for (const character of characters) offsets.push(offsets[offsets.length - 1] + character.length);
    for (const word of words) {
      const end = Math.min(word.end, characters.length);
      if (!(word.start >= 0 && end > word.start)) continue;
      const parts = split(characters, word.start, end);
      const step = (word.end_ms - word.onset_ms) / (end - word.start);
      for (const [from, to] of parts) {
        captions.words.push({
          text: text.slice(offsets[from], offsets[to]),
          start: offsets[from],
          end: offsets[to],
          onsetMs: word.onset_ms + (from - word.start) * step,
          endMs: word.onset_ms + (to - word.start) * step,
        });
      }
    }
    captions.words.sort((a, b) => a.onsetMs - b.onsetMs);
    captions.onsetSeconds = Float64Array.from(captions.words, (word) => word.onsetMs / 1000);
  }

  /** Index of the word last begun at a position, or -1 before the first and for an unknown utterance. */
  at(id: string, seconds: number): number {
    const captions = this.utterances.get(id);
    if (!captions) return -1;
    const { onsetSeconds } = captions;
    let low = 0;
    let high = onsetSeconds.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (onsetSeconds[middle] <= seconds) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** Words so far of an utterance, in order of onset. */
  words(id: string): readonly CaptionWord[] {
    const captions = this.utterances.get(id);
    return captions ? captions.words : [];
  }

  drop(id: string): void {
    this.utterances.delete(id);
  }
}

/** Cuts a stretch of characters before and after every Han character. */
function split(characters: readonly string[], start: number, end: number): [number, number][] {
  const parts: [number, number][] = [];
  let from = start;
  for (let at = start; at < end; at++) {
    if (!HAN.test(characters[at])) continue;
    if (at > from) parts.push([from, at]);
    parts.push([at, at + 1]);
    from = at + 1;
  }
  if (end > from) parts.push([from, end]);
  return parts;
}
