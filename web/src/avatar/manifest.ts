import type { Articulation } from '../core/articulation.ts';
import { ModelError } from './model_error.ts';
import type { Shot } from './shots.ts';
import type { SpringChain } from './springs.ts';
import { TIERS, type Tier } from './tiers.ts';

/** One level of detail: the same model with more or fewer triangles. */
export interface ModelLevel {
  readonly draco?: string;
  readonly meshopt?: string;
  readonly draco_bytes?: number;
  readonly meshopt_bytes?: number;
}

/** A colour of the model that a host may choose. */
export interface ModelTint {
  readonly name: string;
  readonly title?: string;
  readonly title_zh?: string;
  /** Names of the materials that take it. */
  readonly materials: readonly string[];
  readonly default: string;
  readonly choices?: readonly string[];
}

/** What stands beside a model and says how to use it. Everything but `files` may be missing. */
export interface ModelManifest {
  readonly name: string;
  readonly title?: string;
  readonly title_zh?: string;
  readonly licence?: string;
  /** Files by compression, relative to the manifest; `clips` are GLBs with animations for the same skeleton. */
  readonly files: {
    readonly draco?: string;
    readonly meshopt?: string;
    readonly clips?: readonly string[];
    readonly levels?: { readonly [tier in Tier]?: ModelLevel };
  };
  readonly tints?: readonly ModelTint[];
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
  /** How widely the mouth moves in speech: a factor for the jaw, one for the lips, one for the tongue. */
  readonly articulation?: Articulation;
  /** Chains of bones that swing, where the device can afford it. */
  readonly springs?: readonly SpringChain[];
  readonly jaw_bone?: string | null;
  readonly jaw_open_deg?: number | null;
}

/** A manifest and the absolute addresses of its files. */
export interface ModelSource {
  readonly manifest: ModelManifest;
  /** The model's own, the one to try first before the others. */
  readonly files: readonly string[];
  /** The same of each level of detail; none for a model of one level. */
  readonly levels: { readonly [tier in Tier]?: readonly string[] };
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
    return { manifest: { name, files: { draco: absolute } }, files: [absolute], levels: {}, clipFiles: [] };
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

/** Draco's decoder weighs this much more than that of meshopt, and takes ten times as long. */
const DRACO_DECODER_BYTES = 65_000;

/** Checks a manifest and resolves its files against its own address. */
export function resolveManifest(manifest: unknown, base: string): ModelSource {
  const candidate = manifest as ModelManifest | null;
  const files = candidate?.files;
  const own = inOrder(files, base);
  if (!files || own.length === 0 || typeof candidate?.name !== 'string') {
    throw new ModelError(
      'manifest_broken',
      `${base} names no model file: it needs "name" and "files.draco" or "files.meshopt"`,
    );
  }
  const levels: { [tier in Tier]?: readonly string[] } = {};
  for (const tier of TIERS) {
    const found = inOrder(files.levels?.[tier], base);
    if (found.length > 0) levels[tier] = found;
  }
  const clipFiles = (files.clips ?? []).map((clip) => new URL(clip, base).href);
  return { manifest: candidate, files: own, levels, clipFiles };
}

/** The files of a model or a level, the cheaper to have first: where no sizes are told, Draco. */
function inOrder(level: ModelLevel | undefined, base: string): string[] {
  const { draco, meshopt, draco_bytes = 0, meshopt_bytes = 0 } = level ?? {};
  const meshoptFirst = meshopt_bytes > 0 && meshopt_bytes < draco_bytes + DRACO_DECODER_BYTES;
  return (meshoptFirst ? [meshopt, draco] : [draco, meshopt])
    .filter((file) => typeof file === 'string')
    .map((file) => new URL(file!, base).href);
}

/** The files of the level for a tier, else of the next lower or higher one there is, else the model's own. */
export function filesFor({ files, levels }: ModelSource, tier: Tier): readonly string[] {
  const at = TIERS.indexOf(tier);
  const near = [tier, ...TIERS.slice(0, at).reverse(), ...TIERS.slice(at + 1)];
  return near.map((one) => levels[one]).find(Boolean) ?? files;
}
