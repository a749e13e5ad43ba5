import { ModelError } from './model_error.ts';
import type { Shot } from './shots.ts';
import type { SpringChain } from './springs.ts';

/** What stands beside a model and says how to use it. Everything but `files` may be missing. */
export interface ModelManifest {
  readonly name: string;
  readonly title?: string;
  readonly title_zh?: string;
  readonly licence?: string;
  /** Files by compression, relative to the manifest; `clips` are GLBs with animations for the same skeleton. */
  readonly files: { readonly draco?: string; readonly meshopt?: string; readonly clips?: readonly string[] };
  readonly clips?: {
    readonly idle?: readonly string[];
    readonly mouth?: readonly string[];
    readonly gestures?: readonly string[];
    readonly listening?: readonly string[];
    readonly thinking?: readonly string[];
  };
  readonly camera?: { readonly [shot: string]: Shot };
  /** The shot to begin with, where the host asks for none. */
  readonly default_shot?: string;
  /** Factor per channel, where a model's own target is too strong or too weak. */
  readonly gains?: Readonly<Record<string, number>>;
  /** Chains of bones that swing, where the device can afford it. */
  readonly springs?: readonly SpringChain[];
  readonly jaw_bone?: string | null;
  readonly jaw_open_deg?: number | null;
}

/** A manifest and the absolute address of the GLB it chose. */
export interface ModelSource {
  readonly manifest: ModelManifest;
  readonly file: string;
  readonly clipFiles: readonly string[];
}

/**
 * Finds a model by the address of its manifest (`….json`) or of a bare `.glb`.
 *
 * @throws ModelError `model_not_found`, `manifest_broken`
 */
export async function findModel(url: string): Promise<ModelSource> {
  const absolute = new URL(url, document.baseURI).href;
  if (!/\.json(\?|$)/i.test(absolute)) {
    const name = /([^/?#]+?)(\.glb)?([?#]|$)/i.exec(absolute.slice(absolute.lastIndexOf('/') + 1))?.[1] ?? 'model';
    return { manifest: { name, files: { draco: absolute } }, file: absolute, clipFiles: [] };
  }
  let response: Response;
  try {
    response = await fetch(absolute);
  } catch (cause) {
    throw new ModelError('model_unreachable', `cannot reach ${url}: ${String(cause)}`, true);
  }
  if (!response.ok)
    throw new ModelError('model_not_found', `${url} answered ${response.status}`, response.status >= 500);
  let manifest: unknown;
  try {
    manifest = await response.json();
  } catch {
    throw new ModelError('manifest_broken', `${url} is not JSON`);
  }
  return resolveManifest(manifest, absolute);
}

/** Checks a manifest and resolves its files against its own address. */
export function resolveManifest(manifest: unknown, base: string): ModelSource {
  const candidate = manifest as ModelManifest | null;
  const files = candidate?.files;
  const file = files?.draco ?? files?.meshopt;
  if (typeof file !== 'string' || typeof candidate?.name !== 'string') {
    throw new ModelError(
      'manifest_broken',
      `${base} names no model file: it needs "name" and "files.draco" or "files.meshopt"`,
    );
  }
  return {
    manifest: candidate,
    file: new URL(file, base).href,
    clipFiles: (files?.clips ?? []).map((clip) => new URL(clip, base).href),
  };
}
