/** The moods that a face can show, as in `Speak.emotion`. What each does to a face comes beside the first figure. */
export const EMOTION_NAMES: readonly string[] = 'neutral happy sad angry surprised relaxed concerned'.split(' ');
