import { channelCount } from '../core/channels.ts';
import type { ChannelSpace, MarkEvent, SentenceEvent, WordEvent } from '../protocol/index.ts';
import { RecordingError } from './recording_error.ts';

/** A track that was made before, as `POST /v1/speech` and `visavis speak --track` give it. */
export interface ReadyTrack {
  readonly text: string;
  readonly space: ChannelSpace;
  readonly fps: number;
  readonly rows: Uint8Array;
  readonly frames: number;
  readonly words: WordEvent[];
  readonly sentences: SentenceEvent[];
  readonly marks: MarkEvent[];
}

/** Reads the JSON of a track, with words and text around it or bare. Throws {@link RecordingError}. */
export function readTrack(json: unknown): ReadyTrack {
  const outer = (typeof json === 'object' && json !== null ? json : {}) as { [field: string]: unknown };
  const inner = (typeof outer.track === 'object' && outer.track !== null ? outer.track : outer) as typeof outer;
  const { channel_space: space, fps, weights } = inner;
  if (space !== 'arkit52' && space !== 'viseme15') throw broken(`channel_space is ${String(space)}`);
  if (!(typeof fps === 'number' && fps > 0 && fps <= 240)) throw broken(`fps is ${String(fps)}`);
  if (!Array.isArray(weights)) throw broken('weights is no list of rows');
  const width = channelCount(space);
  const rows = new Uint8Array(weights.length * width);
  for (let i = 0; i < weights.length; i++) {
    const row = weights[i];
    if (!Array.isArray(row) || row.length !== width) throw broken(`row ${i} has not the ${width} weights of ${space}`);
    rows.set(row, i * width);
  }
  return {
    text: typeof outer.text === 'string' ? outer.text : '',
    space,
    fps,
    rows,
    frames: weights.length,
    words: list<WordEvent>(outer.words),
    sentences: list<SentenceEvent>(outer.sentences),
    marks: list<MarkEvent>(outer.marks),
  };
}

function list<T extends { onset_ms: number }>(value: unknown): T[] {
  return Array.isArray(value) ? value.filter((event) => typeof event?.onset_ms === 'number') : [];
}

function broken(why: string): RecordingError {
  return new RecordingError('track_broken', `the track cannot be used: ${why}`);
}
