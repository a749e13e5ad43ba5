/** A binary frame as the server writes it: length, header padded to a multiple of 4, payload. */
export function encodeFrame(header: object, payload: Uint8Array | Int16Array, pad = true): ArrayBuffer {
  let text = JSON.stringify(header);
  while (pad && new TextEncoder().encode(text).length % 4 !== 0) text += ' ';
  const body = new TextEncoder().encode(text);
  const bytes = new Uint8Array(4 + body.length + payload.byteLength);
  new DataView(bytes.buffer).setUint32(0, body.length, true);
  bytes.set(body, 4);
  bytes.set(new Uint8Array(payload.buffer, payload.byteOffset, payload.byteLength), 4 + body.length);
  return bytes.buffer;
}

export function audioFrame(id: string, first_sample: number, samples: Int16Array, final: boolean): ArrayBuffer {
  return encodeFrame({ type: 'audio', id, first_sample, samples: samples.length, final }, samples);
}
