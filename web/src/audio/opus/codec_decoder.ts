import type { PacketDecoder } from './packet_decoder.ts';
import { OPUS_RATE_HZ, PACKET_SAMPLES } from './packets.ts';

const CONFIG = { codec: 'opus', sampleRate: OPUS_RATE_HZ, numberOfChannels: 1 };
const PACKET_MICROSECONDS = 20000;

interface Wanted {
  /** Samples still to come that are heard before the stretch begins. */
  skip: number;
  readonly samples: Float32Array;
  filled: number;
  readonly done: (samples: Float32Array) => void;
  readonly fail: (error: unknown) => void;
}

/**
 * By WebCodecs: one decoder from the first packet to the last. It is not told where to begin (no `description`), so it
 * leaves nothing out; and it is never flushed, because that makes it begin anew.
 */
export class CodecDecoder implements PacketDecoder {
  private readonly decoder: AudioDecoder;
  private wanted: Wanted | null = null;
  private packets = 0;

  constructor() {
    this.decoder = new AudioDecoder({ output: (data) => this.take(data), error: (error) => this.wanted?.fail(error) });
    this.decoder.configure(CONFIG);
  }

  decode(packets: readonly Uint8Array[], lead: readonly Uint8Array[]): Promise<Float32Array> {
    const before = this.packets === 0 ? lead : [];
    const samples = new Float32Array(packets.length * PACKET_SAMPLES);
    if (packets.length === 0) return Promise.resolve(samples);
    return new Promise((done, fail) => {
      this.wanted = { skip: before.length * PACKET_SAMPLES, samples, filled: 0, done, fail };
      for (const data of [...before, ...packets]) {
        const timestamp = this.packets++ * PACKET_MICROSECONDS;
        this.decoder.decode(new EncodedAudioChunk({ type: 'key', timestamp, data }));
      }
    });
  }

  close(): void {
    this.wanted = null;
    if (this.decoder.state !== 'closed') this.decoder.close();
  }

  private take(data: AudioData): void {
    const { wanted } = this;
    try {
      if (!wanted) return;
      const { numberOfFrames, sampleRate } = data;
      const left = wanted.samples.length - wanted.filled;
      if (sampleRate !== OPUS_RATE_HZ || numberOfFrames > wanted.skip + left) {
        wanted.fail(new Error(`the decoder gave ${numberOfFrames} samples at ${sampleRate} Hz where none belong`));
        return;
      }
      const frameOffset = Math.min(wanted.skip, numberOfFrames);
      wanted.skip -= frameOffset;
      const frameCount = numberOfFrames - frameOffset;
      if (frameCount > 0) {
        const part = wanted.samples.subarray(wanted.filled, wanted.filled + frameCount);
        data.copyTo(part, { planeIndex: 0, frameOffset, frameCount, format: 'f32-planar' });
      }
      wanted.filled += frameCount;
      if (wanted.filled === wanted.samples.length) wanted.done(wanted.samples);
    } catch (error) {
      wanted?.fail(error);
    } finally {
      data.close();
    }
  }
}
