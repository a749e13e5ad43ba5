/** Samples of a frame, at 16 kHz: 32 ms. */
export const FRAME_SAMPLES = 512;
export const RATE_HZ = 16000;

/** Says of each frame of sound how likely it is that somebody speaks in it. */
export interface VoiceActivity {
  /** Frames of {@link FRAME_SAMPLES} samples, one after the other; 0 to 1. */
  process(frame: Float32Array): Promise<number> | number;
  /** What comes next follows on nothing. */
  reset(): void;
  close(): void;
}
