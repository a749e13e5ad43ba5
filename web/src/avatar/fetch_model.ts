import { filesFor, findModel, type ModelSource } from './manifest.ts';
import { ModelError } from './model_error.ts';
import type { Tier } from './tiers.ts';

/** A model on its way. */
export interface ComingModel {
  /** Rejects with a ModelError. */
  readonly source: Promise<ModelSource>;
  /** The file to try first. Rejects with a ModelError. */
  readonly first: Promise<ArrayBuffer>;
}

/** Begins to fetch a model in the level of detail for a tier, while what is to load it is still fetched itself. */
export function fetchModel(
  url: string,
  tier: Tier,
  onProgress: (fraction: number) => void,
  signal?: AbortSignal,
): ComingModel {
  const source = findModel(url);
  const first = source.then((found) => fetchFile(filesFor(found, tier)[0]!, onProgress, signal));
  // Whoever makes a figure of it hears what is wrong.
  first.catch(() => {});
  return { source, first };
}

const DOWNLOAD_SHARE = 0.9;

/**
 * The content of a file.
 *
 * @param onProgress 0 to 0.9: the rest is decoding
 * @throws ModelError `model_not_found`, `model_unreachable`
 */
export async function fetchFile(
  url: string,
  onProgress: (fraction: number) => void,
  signal?: AbortSignal,
): Promise<ArrayBuffer> {
  let response: Response;
  try {
    response = await fetch(url, signal ? { signal } : {});
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new ModelError('model_unreachable', `cannot reach ${url}: ${String(cause)}`, true);
  }
  if (!response.ok)
    throw new ModelError('model_not_found', `${url} answered ${response.status}`, response.status >= 500);
  const total = Number(response.headers.get('content-length')) || 0;
  if (!response.body || total === 0) return response.arrayBuffer();

  const reader = response.body.getReader();
  const parts: Uint8Array[] = [];
  let received = 0;
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      parts.push(read.value);
      received += read.value.length;
      onProgress(Math.min(1, received / total) * DOWNLOAD_SHARE);
    }
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new ModelError('model_unreachable', `${url} broke off after ${received} of ${total} bytes`, true);
  }
  const bytes = new Uint8Array(received);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes.buffer;
}
