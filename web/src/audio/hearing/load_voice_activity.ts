import { EnergyActivity } from './energy_activity.ts';
import type { VoiceActivity } from './voice_activity.ts';

/** The network and what runs it are some megabytes; beyond this a visitor has waited long enough. */
const WITHIN_MS = 20_000;
/** A function that splats a constant into a vector: valid where there is SIMD. */
const SIMD = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11,
]);

/**
 * The best voice activity detection that this browser can run: a network, or loudness where it has no WebAssembly with
 * SIMD, or where the network cannot be had.
 *
 * @param root of the server, which has the network
 */
export async function loadVoiceActivity(root: URL): Promise<VoiceActivity> {
  try {
    if (typeof WebAssembly === 'undefined' || !WebAssembly.validate(SIMD)) throw new Error('no WebAssembly with SIMD');
    const address = new URL('vad/silero.js', root).href;
    const script: Promise<typeof import('./silero.ts')> = import(/* @vite-ignore */ /* webpackIgnore: true */ address);
    return await within(script.then(({ createSilero }) => createSilero()));
  } catch (cause) {
    console.info(`visavis: speech is told from silence by its loudness alone (${cause})`);
    return new EnergyActivity();
  }
}

function within<T>(made: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`not there within ${WITHIN_MS / 1000} s`)), WITHIN_MS);
    made.then(resolve, reject).then(() => clearTimeout(timer));
  });
}
