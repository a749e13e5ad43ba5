import { OPUS_RATE_HZ, PACKET_SAMPLES } from './packets.ts';

const HEADER_BYTES = 27;
/** A page has at most 255 segments, and a packet of 1275 bytes takes six. */
const PACKETS_A_PAGE = 40;
const FIRST = 2;
const LAST = 4;

/**
 * A mono Ogg-Opus file (RFC 3533, RFC 7845) of packets of 20 ms, for a decoder that takes whole files only. Its
 * pre-skip is 0 and its end is that of the last packet: nothing of it is cut off.
 */
export function oggOpusFile(packets: readonly Uint8Array[]): ArrayBuffer {
  const pages = [page([opusHead()], 0, 0, FIRST), page([opusTags()], 1, 0, 0)];
  for (let first = 0; first < packets.length; first += PACKETS_A_PAGE) {
    const end = Math.min(packets.length, first + PACKETS_A_PAGE);
    pages.push(page(packets.slice(first, end), pages.length, end * PACKET_SAMPLES, end === packets.length ? LAST : 0));
  }
  const file = new Uint8Array(pages.reduce((bytes, part) => bytes + part.length, 0));
  let at = 0;
  for (const part of pages) {
    file.set(part, at);
    at += part.length;
  }
  return file.buffer;
}

function opusHead(): Uint8Array {
  const head = new Uint8Array(19);
  writeAscii(head, 0, 'OpusHead');
  head[8] = 1; // version
  head[9] = 1; // channels
  new DataView(head.buffer).setUint32(12, OPUS_RATE_HZ, true);
  return head;
}

/** Neither vendor nor comments. */
function opusTags(): Uint8Array {
  const tags = new Uint8Array(16);
  writeAscii(tags, 0, 'OpusTags');
  return tags;
}

/** `granule`: samples at the end of the page, since the file's beginning. */
function page(packets: readonly Uint8Array[], number: number, granule: number, flags: number): Uint8Array {
  const lacing: number[] = [];
  for (const { length } of packets) {
    for (let left = length; left >= 255; left -= 255) lacing.push(255);
    lacing.push(length % 255);
  }
  const bodyBytes = packets.reduce((bytes, packet) => bytes + packet.length, 0);
  const bytes = new Uint8Array(HEADER_BYTES + lacing.length + bodyBytes);
  const view = new DataView(bytes.buffer);
  writeAscii(bytes, 0, 'OggS');
  bytes[5] = flags;
  view.setUint32(6, granule, true);
  view.setUint32(14, 1, true); // the stream's number
  view.setUint32(18, number, true);
  bytes[26] = lacing.length;
  bytes.set(lacing, HEADER_BYTES);
  let at = HEADER_BYTES + lacing.length;
  for (const packet of packets) {
    bytes.set(packet, at);
    at += packet.length;
  }
  view.setUint32(22, oggChecksum(bytes), true);
  return bytes;
}

function writeAscii(bytes: Uint8Array, at: number, text: string): void {
  for (let i = 0; i < text.length; i++) bytes[at + i] = text.charCodeAt(i);
}

let table: Uint32Array | null = null;

/** CRC-32 with the polynomial 0x04c11db7, most significant bit first, from 0, not inverted. */
export function oggChecksum(bytes: Uint8Array): number {
  table = table || checksumTable();
  let crc = 0;
  for (let i = 0; i < bytes.length; i++) crc = (crc << 8) ^ table[(crc >>> 24) ^ bytes[i]];
  return crc >>> 0;
}

function checksumTable(): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, index) => {
    let crc = index << 24;
    for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ (crc < 0 ? 0x04c11db7 : 0);
    return crc;
  });
}
