import type { Plugin } from 'vite';

/**
 * Dynamic imports as the browser does them: Vite's helper around them fetches a chunk's own imports and styles
 * earlier, and ours have none.
 */
export function directImports(): Plugin {
  let replaced = false;
  return {
    name: 'visavis:direct-imports',
    apply: 'build',
    enforce: 'pre',
    load(id) {
      if (!id.includes('vite/preload-helper')) return null;
      replaced = true;
      return 'export const __vitePreload = (load) => load();';
    },
    buildEnd(error) {
      if (!error && !replaced) this.error('Vite has moved its preload helper: update build/direct_imports.ts');
    },
  };
}
