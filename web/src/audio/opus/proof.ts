import { CodecDecoder } from './codec_decoder.ts';
import { FileDecoder } from './file_decoder.ts';
import type { DecoderMaker } from './packet_decoder.ts';
import { LEAD_PACKETS, OPUS_RATE_HZ, splitPackets } from './packets.ts';
import { within } from './within.ts';

/** Eight packets by the server's encoder at 16 kbit/s: silence, then from 80 ms on 400 Hz at half of full scale. */
const SOUND =
  'DgBoC+TBNuzFjYxJSEJs0BAAaAfJcifhROpV8fDA0XMXaA8AaAfJecjJV8CiEiP6UfDIDwBoB8l5yMlXwKISI/pR8MgnAGiqQxDiY3QaIt9iP1WWrCrZ' +
  'AmAeueHnb7NQ6ndLgss8SH2Gf9paujcAaKKKw1/AEvS/7mz2L6b4lNGPj4IDvXZm+3d2X6hIapHe9IOF4UsRVTocBfP6e+A3xQwiPyPVAjYAaKKKw1/A' +
  'EMTFxxDlb/KQ/LhrdWwWQ5i2LIp3ekjd1NHgNR4KUqmlJaP1PnEI/Gad0MbyQOuePABooorDX8AQ2Ro9Qs0r4bgRZp04RkBg0GKrENurpTD1nalKPcFy' +
  'FV8CFpbzabaco+Hs+mKqmgOAXXiD1QY=';
const PRE_SKIP = 312;
const TONE_FROM_SECONDS = 0.08;
const TONE_RMS = 0.5 / Math.SQRT2;
/** Nobody waits for it, and a page that loads its model may be blocked for seconds. */
const WITHIN_MS = 15000;

let proven: Promise<DecoderMaker[]> | null = null;

/**
 * The decoders that have decoded a known sound on this page, the better first. Found out once. None where the browser
 * cannot decode Opus piece by piece.
 */
export function provenDecoders(): Promise<DecoderMaker[]> {
  proven = proven || prove([() => new CodecDecoder(), () => new FileDecoder()]);
  return proven;
}

/** Those makers whose decoders decode the known sound right. */
export async function prove(makers: readonly DecoderMaker[]): Promise<DecoderMaker[]> {
  const good = await Promise.all(makers.map((make) => decodesRight(make).catch(() => false)));
  return makers.filter((_, index) => good[index]);
}

async function decodesRight(make: DecoderMaker): Promise<boolean> {
  const packets = splitPackets(Uint8Array.from(atob(SOUND), (letter) => letter.charCodeAt(0)));
  const lead = packets.slice(0, LEAD_PACKETS);
  const decoder = make();
  try {
    // In two stretches, as an utterance comes.
    const silence = await within(WITHIN_MS, decoder.decode(lead, []));
    const tone = await within(WITHIN_MS, decoder.decode(packets.slice(LEAD_PACKETS), lead));
    const from = Math.round(TONE_FROM_SECONDS * OPUS_RATE_HZ) + PRE_SKIP - silence.length;
    // What a tone's beginning does to its neighbourhood is left out.
    const margin = OPUS_RATE_HZ / 200;
    const loud = rms(tone.subarray(from + margin)) / TONE_RMS;
    return rms(silence.subarray(0, silence.length - margin)) < 0.01 && loud > 0.8 && loud < 1.25;
  } finally {
    decoder.close();
  }
}

function rms(samples: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < samples.length; i++) sum += samples[i] * samples[i];
  return Math.sqrt(sum / samples.length);
}
