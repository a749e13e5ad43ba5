/** Name under which the worklet registers its processor. */
export const LIVE_PROCESSOR = 'visavis-live';

/** What the processor is made with. */
export interface LiveOptions {
  /** The recogniser's file; null where it could not be had. */
  readonly model: ArrayBuffer | null;
}

/** What it tells: once how far it hears ahead, in seconds; then rows, each after the context time of its sound. */
export type LiveMessage = { readonly lookaheadSeconds: number } | Float64Array;
