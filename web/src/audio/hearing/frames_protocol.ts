/** Name under which the worklet registers its processor. It posts frames, and ends with the first message it gets. */
export const FRAMES_PROCESSOR = 'visavis-frames';
