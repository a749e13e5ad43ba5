import type { PacketDecoder } from '../../../src/audio/opus/packet_decoder.ts';

/** A packet that decodes to 960 samples of `value` / 256. */
export const packet = (value: number) => Uint8Array.of(value);

/** Samples as they come out for some values: each 960 times. */
export const decoded = (...values: number[]) =>
  values.flatMap((value) => Array.from({ length: 960 }, () => value * 128));

/** Decodes packets of {@link packet}; answers when it is told to, or at once. */
export class FakeDecoder implements PacketDecoder {
  readonly asked: { readonly packets: number[]; readonly lead: number[] }[] = [];
  closed = false;
  /** From its so-manieth answer on it fails. */
  failsFrom = Number.POSITIVE_INFINITY;

  async decode(packets: readonly Uint8Array[], lead: readonly Uint8Array[]): Promise<Float32Array> {
    const values = (list: readonly Uint8Array[]) => list.map((bytes) => bytes[0]!);
    this.asked.push({ packets: values(packets), lead: values(lead) });
    if (this.asked.length > this.failsFrom) throw new Error('taken away');
    return Float32Array.from(packets.flatMap((bytes) => Array.from({ length: 960 }, () => bytes[0]! / 256)));
  }

  close(): void {
    this.closed = true;
  }
}
