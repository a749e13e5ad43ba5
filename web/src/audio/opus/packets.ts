/** Sound is counted at this rate, whatever it was encoded from (RFC 7845). */
export const OPUS_RATE_HZ = 48000;
/** Of 20 ms, as the wire has them. */
export const PACKET_SAMPLES = 960;
/** A decoder that begins in the middle sounds right after 80 ms (RFC 7845, 4.6). */
export const LEAD_PACKETS = 4;

/**
 * Opus packets, each after its length as a little-endian uint16, as the payload of an `audio` frame has them. They are
 * views on it. Throws RangeError where a length does not fit.
 */
export function splitPackets(payload: Uint8Array): Uint8Array[] {
  const packets: Uint8Array[] = [];
  for (let at = 0; at < payload.length; ) {
    const start = at + 2;
    const end = start + (payload[at] | (payload[at + 1] << 8));
    // Also where half a length is left over.
    if (!(end > start && end <= payload.length))
      throw new RangeError(`an Opus packet does not end where it must, at ${at}`);
    packets.push(payload.subarray(start, end));
    at = end;
  }
  return packets;
}
