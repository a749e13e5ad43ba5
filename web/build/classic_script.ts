import { resolve } from 'node:path';
import { build, type Plugin } from 'vite';
import { privateNames } from './private_names.ts';

/** The script's name at the root of the site: stable, since pages of other people name it. */
export const CLASSIC_SCRIPT = 'visavis.js';
const ENTRY = 'src/element/classic.ts';
const FRAME_CLIENT = 'src/element/frame_client.ts';
const LOADER = /\/element\/load_inner\.ts$/;
const INNER = /\/element\/inner\.ts$/;
/** Wanted as soon as the avatar is made, whatever it looks like. */
const FETCH_MODEL = /\/avatar\/fetch_model\.ts$/;

interface Chunk {
  readonly type: 'chunk';
  readonly fileName: string;
  readonly moduleIds: readonly string[];
  readonly imports: readonly string[];
}

/**
 * Makes the script for `<script src="…/visavis.js">`: the custom element and nothing else, a classic script without
 * imports, as UMD. What the avatar is made of it fetches from beside itself when the first element is on a page, the
 * same files that our own pages use; what drives a frame, when the first one is driven.
 */
export function classicScript(root: string, target: readonly string[]): Plugin {
  return {
    name: 'visavis:classic-script',
    apply: 'build',
    async generateBundle(_, bundle) {
      const chunks = Object.values(bundle).filter((output): output is typeof output & Chunk => output.type === 'chunk');
      const find = (module: RegExp): Chunk =>
        chunks.find(({ moduleIds }) => moduleIds.some((id) => module.test(id))) ||
        this.error(`no chunk for ${module}: a page must load it as the element does`);
      const inner = find(INNER);
      const fetchModel = find(FETCH_MODEL);
      const known = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
      const files = [...new Set([inner, fetchModel].flatMap((chunk) => [chunk.fileName, ...importsOf(chunk, known)]))];
      const frameClient = this.emitFile({
        type: 'asset',
        name: 'frame_client.js',
        source: await bundleAlone(root, target, FRAME_CLIENT, 'es', []),
      });
      const loader = loaderOf(files, this.getFileName(frameClient));
      const source = await bundleAlone(root, target, ENTRY, 'umd', [inPlaceOf(LOADER, loader)]);
      this.emitFile({ type: 'asset', fileName: CLASSIC_SCRIPT, source });
    },
  };
}

/** Everything that a chunk imports statically, and what that imports. */
function importsOf(chunk: Chunk, chunks: ReadonlyMap<string, Chunk>, found = new Set<string>()): ReadonlySet<string> {
  for (const file of chunk.imports) {
    const next = chunks.get(file);
    if (!next || found.has(file)) continue;
    found.add(file);
    importsOf(next, chunks, found);
  }
  return found;
}

/** A module with everything that it imports, as one script. */
async function bundleAlone(
  root: string,
  target: readonly string[],
  entry: string,
  format: 'es' | 'umd',
  plugins: readonly Plugin[],
): Promise<string> {
  const result = await build({
    configFile: false,
    root,
    logLevel: 'warn',
    plugins: [...plugins, privateNames()],
    build: {
      write: false,
      target: [...target],
      minify: true,
      copyPublicDir: false,
      lib: { entry: resolve(root, entry), name: 'Visavis', formats: [format], fileName: () => 'script.js' },
    },
  });
  const outputs = (Array.isArray(result) ? result : [result]).flatMap((one) => ('output' in one ? one.output : []));
  const [script, ...others] = outputs;
  if (script?.type !== 'chunk' || others.length > 0) throw new Error(`${entry} is to be one script`);
  return script.code;
}

function inPlaceOf(module: RegExp, code: string): Plugin {
  return { name: 'visavis:in-place-of', enforce: 'pre', load: (id) => (module.test(id) ? code : null) };
}

/**
 * In place of load_inner.ts: imports the first of these files, and has the browser fetch meanwhile what that imports.
 *
 * By absolute addresses, since an import in a script of another origin knows nothing of where the script came from. The
 * others are preloaded, not imported: chunks may import each other, and then the order in which they run matters.
 */
function loaderOf([inner, ...others]: readonly string[], frameClient: string): string {
  return `
    const script = typeof document === 'undefined' ? null : document.currentScript;
    const base = (script && script.src) || undefined;
    const address = (file) => new URL(file, base || document.baseURI).href;
    let loading = null;
    export const loadInner = () => {
      if (loading) return loading;
      for (const file of ${JSON.stringify(others)}) {
        const link = document.createElement('link');
        link.rel = 'modulepreload';
        link.crossOrigin = 'anonymous';
        link.href = address(file);
        document.head.appendChild(link);
      }
      loading = import(/* @vite-ignore */ address(${JSON.stringify(inner)}));
      // Another element may try again.
      loading.catch(() => { loading = null; });
      return loading;
    };
    export const loadFrameClient = () => import(/* @vite-ignore */ address(${JSON.stringify(frameClient)}));`;
}
