import { resolve } from 'node:path';
import { defineConfig, type Plugin } from 'vite';
import { directImports } from './build/direct_imports.ts';
import { syntaxFloor } from './build/floor.ts';
import { privateNames } from './build/private_names.ts';

const root = import.meta.dirname;

/** Vite's name for its helper around dynamic imports: a host that builds with Vite, too, has one of the same name. */
const ownNames: Plugin = {
  name: 'visavis:own-names',
  generateBundle(_, bundle) {
    for (const output of Object.values(bundle)) {
      if (output.type === 'chunk') output.code = output.code.replaceAll('__vitePreload', 'lazily');
    }
  },
};

/**
 * The npm package: each source a module of its own, so that a bundler takes only what is used, and three is the
 * host's. Addresses of worklets are `new URL('…', import.meta.url)`, which bundlers understand.
 */
export default defineConfig({
  root,
  base: './',
  plugins: [privateNames(), directImports(), syntaxFloor(), ownNames],
  worker: { plugins: () => [privateNames()] },
  publicDir: false,
  build: {
    outDir: 'lib',
    target: ['es2019', 'chrome77', 'safari14'],
    minify: false,
    assetsInlineLimit: 0,
    modulePreload: false,
    rolldownOptions: {
      input: { index: resolve(root, 'src/element/index.ts'), register: resolve(root, 'src/element/register.ts') },
      checks: { bundlerTimings: false },
      external: /^three(\/|$)/,
      preserveEntrySignatures: 'strict',
      output: {
        format: 'es',
        preserveModules: true,
        // Data that the server reads too lies beside web/.
        preserveModulesRoot: resolve(root, '..'),
        entryFileNames: ({ name }) => `${name.replace(/^web\/src\//, '')}.js`,
        assetFileNames: 'assets/[name]-[hash][extname]',
      },
    },
  },
});
