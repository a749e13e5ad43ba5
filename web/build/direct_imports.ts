import type { Plugin } from 'vite';

/**
 * Dynamic imports as the browser does them, without Vite's helper around them, which waits for styles that ours have
 * not. Where a chunk's own imports are named (`modulePreload.resolveDependencies`) they are fetched beside it.
 */
const HELPER = `
export const __vitePreload = (load, files, base) => {
  for (const file of files || []) {
    const link = document.createElement('link');
    link.rel = 'modulepreload';
    link.crossOrigin = 'anonymous';
    link.href = new URL(file, base);
    document.head.appendChild(link);
  }
  return load();
};`;

export function directImports(): Plugin {
  let replaced = false;
  return {
    name: 'visavis:direct-imports',
    apply: 'build',
    enforce: 'pre',
    load(id) {
      if (!id.includes('vite/preload-helper')) return null;
      replaced = true;
      return HELPER;
    },
    buildEnd(error) {
      if (!error && !replaced) this.error('Vite has moved its preload helper: update build/direct_imports.ts');
    },
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        for (const { fileName, ...chunk } of Object.values(bundle)) {
          const preloaded = chunk.type === 'chunk' && /m\.f=\[([^\]]*)\]/.exec(chunk.code)?.[1];
          if (preloaded && /\.css\b/.test(preloaded))
            this.error(`${fileName} fetches a style sheet as if it were a script: let one page's own sheet have it`);
        }
      },
    },
  };
}
