/** Name under which the worklet registers its processor. It posts frames, and ends with the first message it gets. */
export const FRAMES_PROCESSOR = 'visavis-frames';

/** What it posts. */
export interface FrameMessage {
  readonly frame: Float32Array;
  /** Level in dB of what was played meanwhile. */
  readonly playedDb: number;
}
