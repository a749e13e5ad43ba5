import type { DecoderMaker, PacketDecoder } from './packet_decoder.ts';
import { LEAD_PACKETS, PACKET_SAMPLES } from './packets.ts';
import { within } from './within.ts';

/** A stretch that a decoder keeps this long, on a page that is not blocked, is not to be had from it. */
const WITHIN_MS = 5000;

export interface OpusStreamListener {
  /** Samples at 48 kHz from the utterance's sample `first` on; `final` with the last. */
  sound(first: number, samples: Int16Array, final: boolean): void;
  /** A decoder failed, and the next goes on where it stopped. */
  trouble(error: unknown): void;
  /** So did the last of them: no more sound follows. */
  lost(): void;
}

/** Decodes one utterance: its packets in, its samples out, in order and none missing. */
export class OpusStream {
  private readonly makers: DecoderMaker[];
  private readonly listener: OpusStreamListener;
  private decoder: PacketDecoder | null = null;
  /** The last packets that were decoded. */
  private lead: Uint8Array[] = [];
  /** The utterance's sample that comes next; negative while the decoder's delay passes. */
  private next: number;
  private closed = false;
  private work: Promise<void> = Promise.resolve();

  /**
   * @param makers decoders to try, one after the other
   * @param preSkip samples that a decoder gives before the utterance's first
   */
  constructor(makers: readonly DecoderMaker[], preSkip: number, listener: OpusStreamListener) {
    this.makers = [...makers];
    this.next = -preSkip;
    this.listener = listener;
  }

  /** More packets; `end` with the last: the utterance's samples at 48 kHz in all, beyond which nothing is heard. */
  push(packets: readonly Uint8Array[], end: number | null): void {
    this.work = this.work.then(() => this.take(packets, end));
  }

  /** When everything that was pushed is decoded, or given up. Never rejects. */
  get idle(): Promise<void> {
    return this.work;
  }

  /** Nothing more of it is wanted. */
  close(): void {
    this.closed = true;
    this.decoder?.close();
    this.decoder = null;
  }

  private async take(packets: readonly Uint8Array[], end: number | null): Promise<void> {
    if (this.closed) return;
    const decoded = await this.decode(packets);
    if (this.closed) return;
    if (!decoded) {
      this.close();
      this.listener.lost();
      return;
    }
    this.lead = this.lead.concat(packets).slice(-LEAD_PACKETS);
    const { length } = decoded;
    const stop = end === null ? length : Math.max(0, Math.min(length, end - this.next));
    const samples = toInt16(decoded.subarray(Math.min(stop, Math.max(0, -this.next)), stop));
    const first = Math.max(0, this.next);
    this.next += length;
    if (end !== null) this.close();
    if (samples.length > 0 || end !== null) this.listener.sound(first, samples, end !== null);
  }

  /** By the present decoder, or where it fails by the next; null when there is none left. */
  private async decode(packets: readonly Uint8Array[]): Promise<Float32Array | null> {
    while (this.makers.length > 0) {
      try {
        this.decoder = this.decoder || this.makers[0]();
        const samples = await within(WITHIN_MS, this.decoder.decode(packets, this.lead));
        if (samples.length === packets.length * PACKET_SAMPLES) return samples;
        throw new Error(`${samples.length} samples of ${packets.length} packets`);
      } catch (error) {
        if (this.closed) return null;
        this.decoder?.close();
        this.decoder = null;
        this.makers.shift();
        this.listener.trouble(error);
      }
    }
    return null;
  }
}

function toInt16(sound: Float32Array): Int16Array {
  const samples = new Int16Array(sound.length);
  for (let i = 0; i < sound.length; i++) samples[i] = Math.max(-32768, Math.min(32767, Math.round(sound[i] * 32768)));
  return samples;
}
