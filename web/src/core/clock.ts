/**
 * What is audible now. `update()` is called once a frame; the fields are then read, so that nothing is allocated.
 */
export interface SpeechClock {
  /** Refreshes the fields below from the audio clock. */
  update(): void;
  /** The utterance that is audible now, or null in silence between utterances. */
  readonly utterance: string | null;
  /** Audible position within that utterance, in seconds. Stands still in a pause and in a stall. */
  readonly seconds: number;
  /** True while sound moves forward; false when paused, stalled or silent. */
  readonly running: boolean;
}
