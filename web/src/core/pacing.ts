/**
 * When playback dares to begin, in seconds of sound at hand (or all of it, when it is less). What starts an utterance
 * is small, so that the first words come at once; after a stall a little more is waited for, so as not to stutter.
 */
export const START_SECONDS = 0.02;
export const RESTART_SECONDS = 0.1;
