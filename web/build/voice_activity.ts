import { resolve } from 'node:path';
import { build, type Plugin } from 'vite';

const ENTRY = 'src/audio/hearing/silero.ts';
/** Whatever has WebAssembly with SIMD parses this: Chrome 91, Firefox 89, Safari 16.4. */
const TARGET = 'es2021';

/**
 * Makes `vad/silero.js`, with everything that it takes beside it: a module that no other imports, at an address that
 * pages of other people know too. Built by itself, since what it is made of cannot be lowered to what our own scripts
 * parse in.
 */
export function voiceActivityScript(root: string): Plugin {
  return {
    name: 'visavis:voice-activity',
    apply: 'build',
    async generateBundle() {
      const result = await build({
        configFile: false,
        root,
        base: './',
        logLevel: 'error',
        build: {
          write: false,
          target: TARGET,
          assetsInlineLimit: 0,
          copyPublicDir: false,
          modulePreload: false,
          rolldownOptions: {
            input: resolve(root, ENTRY),
            preserveEntrySignatures: 'strict',
            output: { entryFileNames: 'vad/[name].js', assetFileNames: 'assets/[name]-[hash][extname]' },
          },
        },
      });
      const outputs = (Array.isArray(result) ? result : [result]).flatMap((one) => ('output' in one ? one.output : []));
      for (const output of outputs) {
        const source = output.type === 'chunk' ? output.code : output.source;
        this.emitFile({ type: 'asset', fileName: output.fileName, source });
      }
    },
  };
}
