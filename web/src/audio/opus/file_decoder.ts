import { oggOpusFile } from './ogg_file.ts';
import type { PacketDecoder } from './packet_decoder.ts';
import { OPUS_RATE_HZ, PACKET_SAMPLES } from './packets.ts';

/**
 * By `decodeAudioData`, for engines without WebCodecs and pages without TLS. Each stretch becomes a small Ogg file that
 * begins with the packets before it: a decoder that has heard 80 ms goes on as if it had heard everything.
 */
export class FileDecoder implements PacketDecoder {
  private readonly context: OfflineAudioContext;

  constructor() {
    const Offline =
      globalThis.OfflineAudioContext ||
      (globalThis as { webkitOfflineAudioContext?: typeof OfflineAudioContext }).webkitOfflineAudioContext;
    // At its own rate, so that nothing is resampled at the edges of a stretch.
    this.context = new Offline(1, 1, OPUS_RATE_HZ);
  }

  async decode(packets: readonly Uint8Array[], lead: readonly Uint8Array[]): Promise<Float32Array> {
    const wanted = packets.length * PACKET_SAMPLES;
    if (wanted === 0) return new Float32Array(0);
    const file = oggOpusFile([...lead, ...packets]);
    // Old Safari answers by callbacks and returns nothing.
    const sound = await new Promise<AudioBuffer>((resolve, reject) => {
      this.context.decodeAudioData(file, resolve, reject)?.catch(reject);
    });
    // Counted from the end: a decoder may leave out samples of its own accord where it begins.
    const first = sound.length - wanted;
    if (first < 0 || first > lead.length * PACKET_SAMPLES || sound.sampleRate !== OPUS_RATE_HZ) {
      throw new Error(`decodeAudioData gave ${sound.length} samples at ${sound.sampleRate} Hz, not ${wanted}`);
    }
    return sound.getChannelData(0).subarray(first);
  }

  close(): void {}
}
