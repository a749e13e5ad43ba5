import type { PlaybackEvent } from '../core/playback_timeline.ts';

/** Whatever makes utterances heard, one after the other in the order in which they began. */
export interface SpeechOutput {
  begin(id: string, sampleRateHz: number): void;
  push(id: string, firstSample: number, samples: Int16Array, final: boolean): void;
  /** No more will come of this utterance. */
  finish(id: string): void;
  drop(ids: readonly string[]): void;
  pause(): void;
  resume(): void;
  destroy(): void;
}

/** Tells every change of playback, in order. */
export type PlaybackListener = (event: PlaybackEvent) => void;

/** What goes to the worklet. */
export type WorkletCommand =
  | { readonly op: 'begin'; readonly id: string; readonly sampleRateHz: number }
  | {
      readonly op: 'push';
      readonly id: string;
      readonly firstSample: number;
      readonly samples: Int16Array;
      readonly final: boolean;
    }
  | { readonly op: 'finish'; readonly id: string }
  | { readonly op: 'drop'; readonly ids: readonly string[] }
  | { readonly op: 'pause' | 'resume' | 'destroy' };

/** Name under which the worklet registers its processor. */
export const PROCESSOR = 'visavis-speech';
