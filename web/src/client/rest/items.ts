/** Longest item that a stream may announce: frames are some kB. */
const MOST_BYTES = 1 << 22;

/**
 * Cuts a stream of `application/vnd.visavis.frames` into its items: each after its length, as a little-endian uint32.
 */
export class ItemCutter {
  private rest = new Uint8Array(0);

  /** Items that are complete with these bytes, each in a buffer of its own. Throws RangeError on an absurd length. */
  push(bytes: Uint8Array): ArrayBuffer[] {
    let all = bytes;
    if (this.rest.length > 0) {
      all = new Uint8Array(this.rest.length + bytes.length);
      all.set(this.rest);
      all.set(bytes, this.rest.length);
    }
    const items: ArrayBuffer[] = [];
    let at = 0;
    while (all.length - at >= 4) {
      const length = new DataView(all.buffer, all.byteOffset + at).getUint32(0, true);
      if (length > MOST_BYTES) throw new RangeError(`an item of ${length} bytes is announced`);
      if (all.length - at - 4 < length) break;
      items.push(all.slice(at + 4, at + 4 + length).buffer);
      at += 4 + length;
    }
    this.rest = all.slice(at);
    return items;
  }

  /** True when the stream may end here. */
  get complete(): boolean {
    return this.rest.length === 0;
  }
}

/** True for an item that is a JSON message; the others are binary frames. */
export function isMessage(item: ArrayBuffer): boolean {
  return item.byteLength > 0 && new Uint8Array(item, 0, 1)[0] === 0x7b;
}

/** The frame under another id. Its payload lies on a multiple of 4, as in every frame. */
export function renamed(frame: ArrayBuffer, id: string): ArrayBuffer {
  const length = new DataView(frame).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(frame, 4, length)));
  let text = JSON.stringify({ ...header, id });
  while ((4 + text.length) % 4 !== 0) text += ' ';
  const head = new TextEncoder().encode(text);
  const padded = Math.ceil(head.length / 4) * 4;
  const payload = new Uint8Array(frame, 4 + length);
  const made = new Uint8Array(4 + padded + payload.length);
  new DataView(made.buffer).setUint32(0, padded, true);
  made.fill(0x20, 4, 4 + padded);
  made.set(head, 4);
  made.set(payload, 4 + padded);
  return made.buffer;
}
