import type { AnimationClip, Group } from 'three';
import type { DRACOLoader } from 'three/addons/loaders/DRACOLoader.js';
import { GLTFLoader } from 'three/addons/loaders/GLTFLoader.js';
import { fetchFile } from './fetch_model.ts';
import { ModelError } from './model_error.ts';

export interface LoadedModel {
  readonly scene: Group;
  readonly animations: AnimationClip[];
}

const MESHOPT = 'EXT_meshopt_compression';
const DRACO = 'KHR_draco_mesh_compression';
const GLB_MAGIC = 0x46546c67;

/** Decoding threads hold megabytes each: they go when nothing is being decoded any more. */
let draco: DRACOLoader | null = null;
let decoding = 0;

/**
 * Fetches and decodes a GLB. Decoders come from beside our own script, each only for a model that asks for it.
 *
 * @param onProgress 0 to 1; called with 1 when decoded
 * @throws ModelError `model_not_found`, `model_unreachable`, `model_broken`
 */
export function loadModel(
  url: string,
  onProgress: (fraction: number) => void,
  signal?: AbortSignal,
): Promise<LoadedModel> {
  return loadFirst([url], onProgress, signal);
}

/**
 * The first of these files that can be had: the same model in different compressions, the one to prefer first.
 *
 * @param first the content of the first, if it is on its way already
 * @throws ModelError of the last one
 */
export async function loadFirst(
  urls: readonly string[],
  onProgress: (fraction: number) => void,
  signal?: AbortSignal,
  first?: Promise<ArrayBuffer>,
): Promise<LoadedModel> {
  for (let at = 0; ; at++) {
    const url = urls[at]!;
    try {
      const model = await decode(url, await ((at === 0 && first) || fetchFile(url, onProgress, signal)));
      onProgress(1);
      return model;
    } catch (cause) {
      if (signal?.aborted || at >= urls.length - 1) throw cause;
    }
  }
}

async function decode(url: string, bytes: ArrayBuffer): Promise<LoadedModel> {
  const loader = new GLTFLoader();
  decoding++;
  try {
    const extensions = extensionsOf(bytes);
    if (extensions.includes(DRACO)) {
      const made = await import('three/addons/loaders/DRACOLoader.js');
      draco ??= new made.DRACOLoader().setDecoderPath(made.DRACO_GLTF_CONFIG).setWorkerLimit(2);
      loader.setDRACOLoader(draco);
    }
    if (extensions.includes(MESHOPT)) {
      const meshopt = await import('three/addons/libs/meshopt_decoder.module.js');
      if (!meshopt.MeshoptDecoder.supported) throw new Error('this browser has no WebAssembly for meshopt');
      loader.setMeshoptDecoder(meshopt.MeshoptDecoder);
    }
    const { scene, animations } = await loader.parseAsync(bytes, url.slice(0, url.lastIndexOf('/') + 1));
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
