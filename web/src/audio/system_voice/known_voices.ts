import type { SystemSynthesis } from './synthesis.ts';

/** Voices of the network may come seconds after the page; a system without any never tells. */
const LATEST_MS = 2500;
const LOOK_AGAIN_MS = 100;

/**
 * The system's voices, as soon as it tells any: browsers load them late, and not all of them say when. Empty where none
 * came in time.
 */
export function knownVoices(synthesis: SystemSynthesis, latestMs = LATEST_MS): Promise<SpeechSynthesisVoice[]> {
  return new Promise((found) => {
    let left = latestMs;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      const voices = synthesis.getVoices();
      clearTimeout(timer);
      if (voices.length > 0 || left <= 0) found(voices);
      else timer = setTimeout(look, LOOK_AGAIN_MS);
      left -= LOOK_AGAIN_MS;
    };
    look();
  });
}
