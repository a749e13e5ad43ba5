import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const SOURCE = fileURLToPath(import.meta.resolve('three/src/Three.js'));
const XR = '\0visavis:no-xr';

/** What the renderer asks of its XR part while nobody is in a headset. */
const NO_XR = `export class WebXRManager {
  constructor() {
    this.enabled = this.isPresenting = this.cameraAutoUpdate = false;
  }
  addEventListener() {}
  removeEventListener() {}
  setAnimationLoop() {}
  getEnvironmentBlendMode() {}
  hasDepthSensing() {
    return false;
  }
  dispose() {}
}`;

/**
 * Builds three from its source files instead of its ready bundle, without WebXR and with tight shaders: 5 kB less
 * gzipped. An avatar on a page is never seen in a headset.
 */
export function threeSlim(): Plugin {
  let replaced = false;
  return {
    name: 'visavis:three-slim',
    apply: 'build',
    enforce: 'pre',
    resolveId(id) {
      if (id === 'three') return SOURCE;
      if (!id.endsWith('/webxr/WebXRManager.js')) return null;
      replaced = true;
      return XR;
    },
    load: (id) => (id === XR ? NO_XR : null),
    transform: {
      filter: { id: /three\/src\/.*\.glsl\.js$/ },
      handler: (code) => ({
        code: code.replace(/\/\* glsl \*\/\s*`([^`]*)`/g, (_, glsl) => `\`${tighten(glsl)}\``),
        map: null,
      }),
    },
    buildEnd(error) {
      if (!error && !replaced) this.error('three has moved its WebXRManager: update build/three_slim.ts');
    },
  };
}

/** A shader without comments, indentation and empty lines. Line ends stay: directives need them. */
export function tighten(glsl: string): string {
  return glsl
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\/\/.*$/gm, '')
    .replace(/[ \t]+/g, ' ')
    .replace(/^ | $/gm, '')
    .replace(/\n{2,}/g, '\n');
}
