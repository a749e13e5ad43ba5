// Decodes every view of a GLB that EXT_meshopt_compression packs, with the decoder that visitors' browsers get.
// node decode_meshopt.mjs file.glb > views: for each, its number and length (uint32 LE), then its bytes.
import { readFileSync, writeSync } from 'node:fs';
import { MeshoptDecoder } from '../../web/node_modules/three/examples/jsm/libs/meshopt_decoder.module.js';

const file = readFileSync(process.argv[2]);
const length = file.readUInt32LE(12);
const json = JSON.parse(file.subarray(20, 20 + length).toString());
const blob = file.subarray(28 + length);
await MeshoptDecoder.ready;

function write(bytes) {
  for (let at = 0; at < bytes.length; ) at += writeSync(1, bytes, at);
}

for (const [index, view] of json.bufferViews.entries()) {
  const packed = view.extensions?.EXT_meshopt_compression;
  if (!packed) continue;
  const { byteOffset = 0, byteLength, byteStride, count, mode, filter } = packed;
  const out = new Uint8Array(count * byteStride);
  MeshoptDecoder.decodeGltfBuffer(out, count, byteStride, blob.subarray(byteOffset, byteOffset + byteLength), mode, filter);
  const head = new Uint8Array(new Uint32Array([index, out.length]).buffer);
  write(head);
  write(out);
}
