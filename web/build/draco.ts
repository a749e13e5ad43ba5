import type { Plugin } from 'vite';

const GENERAL_DECODER = /new URL\(\s*'\.\.\/libs\/draco\/(?!gltf\/)[^']+',\s*import\.meta\.url\s*\)\.toString\(\)/g;

/**
 * Leaves three's general-purpose Draco decoders (1 MB) out of the build.
 *
 * Importing `DRACOLoader` names five decoder files, and the bundler emits each of them. A glTF page needs the two
 * of `DRACO_GLTF_CONFIG`; pass that to `setDecoderPath`.
 */
export function gltfDracoOnly(): Plugin {
  return {
    name: 'visavis:gltf-draco-only',
    apply: 'build',
    enforce: 'pre',
    transform: {
      filter: { id: /three\/examples\/jsm\/loaders\/DRACOLoader\.js$/ },
      handler(code) {
        const kept = code.replace(GENERAL_DECODER, "''");
        if (kept === code) this.error('three changed how DRACOLoader names its decoders: update build/draco.ts');
        return { code: kept, map: null };
      },
    },
  };
}
