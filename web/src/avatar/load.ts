import type { AnimationClip, Group } from 'three';
import { DRACO_GLTF_CONFIG, DRACOLoader } from 'three/addons/loaders/DRACOLoader.js';
import { GLTFLoader } from 'three/addons/loaders/GLTFLoader.js';
import { ModelError } from './model_error.ts';

export interface LoadedModel {
  readonly scene: Group;
  readonly animations: AnimationClip[];
}

const MESHOPT = 'EXT_meshopt_compression';
const GLB_MAGIC = 0x46546c67;

/** Decoding threads hold megabytes each: they go when nothing is being decoded any more. */
let draco: DRACOLoader | null = null;
let decoding = 0;

/**
 * Fetches and decodes a GLB. Decoders come from beside our own script; meshopt's only for a model that asks for it.
 *
 * @param onProgress 0 to 1; called with 1 when decoded
 * @throws ModelError `model_not_found`, `model_unreachable`, `model_broken`
 */
export async function loadModel(
  url: string,
  onProgress: (fraction: number) => void,
  signal?: AbortSignal,
): Promise<LoadedModel> {
  const bytes = await fetchBytes(url, onProgress, signal);
  const loader = new GLTFLoader();
  draco ??= new DRACOLoader().setDecoderPath(DRACO_GLTF_CONFIG).setWorkerLimit(2);
  loader.setDRACOLoader(draco);
  decoding++;
  try {
    if (extensionsOf(bytes).includes(MESHOPT)) {
      const meshopt = await import('three/addons/libs/meshopt_decoder.module.js');
      if (!meshopt.MeshoptDecoder.supported) throw new Error('this browser has no WebAssembly for meshopt');
      loader.setMeshoptDecoder(meshopt.MeshoptDecoder);
    }
    const { scene, animations } = await loader.parseAsync(bytes, url.slice(0, url.lastIndexOf('/') + 1));
    onProgress(1);
    return { scene, animations };
  } catch (cause) {
    if (cause instanceof ModelError) throw cause;
    throw new ModelError(
      'model_broken',
      `${url} cannot be decoded: ${cause instanceof Error ? cause.message : String(cause)}`,
    );
  } finally {
    if (--decoding === 0) {
      draco?.dispose();
      draco = null;
    }
  }
}

/**
 * The first of these files that can be had: the same model in different compressions, the one to prefer first.
 *
 * @throws ModelError of the last one
 */
export async function loadFirst(
  urls: readonly string[],
  onProgress: (fraction: number) => void,
  signal?: AbortSignal,
): Promise<LoadedModel> {
  for (const url of urls.slice(0, -1)) {
    try {
      return await loadModel(url, onProgress, signal);
    } catch (cause) {
      if (signal?.aborted) throw cause;
    }
  }
  return loadModel(urls[urls.length - 1]!, onProgress, signal);
}

/** Names of the extensions a GLB needs, from its JSON chunk. */
export function extensionsOf(glb: ArrayBuffer): readonly string[] {
  const view = new DataView(glb);
  if (glb.byteLength < 20 || view.getUint32(0, true) !== GLB_MAGIC) {
    throw new ModelError('model_broken', `not a GLB: the first of ${glb.byteLength} bytes are not "glTF"`);
  }
  const length = view.getUint32(12, true);
  if (length > glb.byteLength - 20) {
    throw new ModelError('model_broken', `cut off: its JSON has ${length} bytes, the file only ${glb.byteLength}`);
  }
  const json = JSON.parse(new TextDecoder().decode(new Uint8Array(glb, 20, length)));
  return Array.isArray(json.extensionsUsed) ? json.extensionsUsed : [];
}

const DOWNLOAD_SHARE = 0.9;

async function fetchBytes(
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
