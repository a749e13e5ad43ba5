import { describe, expect, it } from 'vitest';
import { oggChecksum, oggOpusFile } from '../../../src/audio/opus/ogg_file.ts';

const packet = (length: number, value: number) => new Uint8Array(length).fill(value);

interface Page {
  readonly flags: number;
  readonly granule: number;
  readonly number: number;
  readonly packets: Uint8Array[];
}

/** Takes a file apart as RFC 3533 says; fails where it is not as it should be. */
function pagesOf(file: ArrayBuffer): Page[] {
  const pages: Page[] = [];
  for (let at = 0; at < file.byteLength; ) {
    const view = new DataView(file, at);
    expect(String.fromCharCode(...new Uint8Array(file, at, 4))).toBe('OggS');
    const segments = Array.from(new Uint8Array(file, at + 27, view.getUint8(26)));
    const length = 27 + segments.length + segments.reduce((sum, value) => sum + value, 0);
    const bytes = new Uint8Array(file.slice(at, at + length));
    const checksum = view.getUint32(22, true);
    bytes.fill(0, 22, 26);
    expect(oggChecksum(bytes)).toBe(checksum);
    const packets: Uint8Array[] = [];
    let start = 27 + segments.length;
    let size = 0;
    for (const segment of segments) {
      size += segment;
      if (segment === 255) continue;
      packets.push(bytes.slice(start, start + size));
      start += size;
      size = 0;
    }
    expect(size).toBe(0);
    pages.push({
      flags: view.getUint8(5),
      granule: view.getUint32(6, true),
      number: view.getUint32(18, true),
      packets,
    });
    at += length;
  }
  return pages;
}

describe('an Ogg-Opus file', () => {
  it('has the checksum of RFC 3533', () => {
    // CRC-32/MPEG-2 without its initial value and inversion, of "123456789".
    expect(oggChecksum(Uint8Array.from('123456789', (letter) => letter.charCodeAt(0)))).toBe(0x89a1897f);
  });

  it('begins with the two headers, and tells its end', () => {
    const pages = pagesOf(oggOpusFile([packet(3, 1), packet(4, 2)]));
    expect(pages.map(({ flags, granule, number }) => [flags, granule, number])).toEqual([
      [2, 0, 0],
      [0, 0, 1],
      [4, 1920, 2],
    ]);
    expect(String.fromCharCode(...pages[0]!.packets[0]!.slice(0, 8))).toBe('OpusHead');
    expect(String.fromCharCode(...pages[1]!.packets[0]!.slice(0, 8))).toBe('OpusTags');
    expect(pages[2]!.packets).toEqual([packet(3, 1), packet(4, 2)]);
  });

  it('holds packets of every size, over as many pages as it takes', () => {
    const packets = Array.from({ length: 130 }, (_, index) => packet([1, 254, 255, 510, 1275][index % 5]!, index));
    const pages = pagesOf(oggOpusFile(packets)).slice(2);
    expect(pages.flatMap((page) => page.packets)).toEqual(packets);
    expect(pages.map(({ granule }) => granule)).toEqual([40 * 960, 80 * 960, 120 * 960, 130 * 960]);
    expect(pages.map(({ flags }) => flags)).toEqual([0, 0, 0, 4]);
  });
});
