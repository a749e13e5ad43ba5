import { readdir, readFile, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Plugin } from 'vite';

const COMPRESSIBLE = new Set(['.css', '.html', '.js', '.json', '.onnx', '.svg', '.txt', '.wasm', '.webmanifest']);
const SMALLEST_BYTES = 1024;
/** Beyond this the best level takes half a minute for a tenth less. */
const LARGE_BYTES = 4 << 20;

const brotli = promisify(brotliCompress);
const deflate = promisify(gzip);

/** Writes a `.br` and a `.gz` beside every text or wasm file, at the best level: the server never compresses. */
export function precompress(): Plugin {
  return {
    name: 'visavis:precompress',
    apply: 'build',
    async writeBundle({ dir }) {
      if (dir === undefined) return;
      for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
        if (entry.isFile() && COMPRESSIBLE.has(extname(entry.name))) await compress(join(entry.parentPath, entry.name));
      }
    },
  };
}

async function compress(path: string): Promise<void> {
  const source = await readFile(path);
  if (source.length < SMALLEST_BYTES) return;
  const quality = source.length > LARGE_BYTES ? 9 : constants.BROTLI_MAX_QUALITY;
  const params = { [constants.BROTLI_PARAM_QUALITY]: quality };
  const small = { br: await brotli(source, { params }), gz: await deflate(source, { level: 9 }) };
  for (const [suffix, data] of Object.entries(small)) {
    if (data.length < source.length) await writeFile(`${path}.${suffix}`, data);
  }
}
