import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Plugin, parseSync } from 'vite';

/** three's source files, as one folder. */
export const THREE = fileURLToPath(new URL('.', import.meta.resolve('three/src/Three.js'))).replaceAll('\\', '/');

/** Methods that nothing on the page calls: saving a scene as JSON, and finding what a pointer points at. */
const UNUSED_METHODS = new Set(['toJSON', 'fromJSON', 'raycast']);

const shader = (code = '') => `export const vertex = ${JSON.stringify(code)}, fragment = vertex;`;
const absent = (name: string) =>
  `export class ${name} { constructor() { throw new Error('${name} is left out of this build of three'); } }`;

/**
 * Parts of three that an avatar never uses, and what stands in for them: by file, relative to three/src.
 *
 * Kept is what a glTF model can ask for: standard, physical and unlit materials, points and lines, morph targets,
 * skins, instances, lamps. Left out are headsets, materials that no loader makes, shadows of point lamps,
 * variance shadow maps, pictures of surroundings, clipping planes, and effects over the whole picture.
 */
export const STAND_INS: Readonly<Record<string, string>> = {
  // What the renderer asks of its XR part while nobody is in a headset.
  'renderers/webxr/WebXRManager.js': `export class WebXRManager {
    constructor() { this.enabled = this.isPresenting = this.cameraAutoUpdate = false; }
    addEventListener() {}
    removeEventListener() {}
    setAnimationLoop() {}
    getEnvironmentBlendMode() {}
    hasDepthSensing() { return false; }
    dispose() {}
  }`,
  'renderers/webgl/WebGLClipping.js': `export class WebGLClipping {
    constructor() { this.uniform = { value: null, needsUpdate: false }; this.numPlanes = this.numIntersection = 0; }
    init() { return false; }
  }`,
  'renderers/webgl/WebGLUniformsGroups.js': 'export class WebGLUniformsGroups { dispose() {} }',
  'math/FrustumArray.js': 'export class FrustumArray {}',
  'renderers/webgl/WebGLOutput.js': absent('WebGLOutput'),
  ...Object.fromEntries(
    [
      'background',
      'backgroundCube',
      'distance',
      'equirect',
      'linedashed',
      'meshmatcap',
      'meshnormal',
      'meshphong',
      'meshtoon',
      'shadow',
      'sprite',
      'vsm',
    ].map((name) => [`renderers/shaders/ShaderLib/${name}.glsl.js`, shader()]),
  ),
  ...Object.fromEntries(
    [
      'gradientmap_pars_fragment',
      'lights_phong_fragment',
      'lights_phong_pars_fragment',
      'lights_toon_fragment',
      'lights_toon_pars_fragment',
      'shadowmask_pars_fragment',
    ].map((name) => [`renderers/shaders/ShaderChunk/${name}.glsl.js`, `export default '';`]),
  ),
};

/**
 * Builds three from its source files instead of its ready bundle, so that unused parts fall away, without the parts
 * above and with tight shaders.
 *
 * Fails the build when three no longer has a file or a method that is left out: look then at what took its place.
 */
export function threeDiet(): Plugin {
  const standing = new Set<string>();
  const cut = new Set<string>();
  return {
    name: 'visavis:three-diet',
    apply: 'build',
    enforce: 'pre',
    buildStart() {
      const gone = Object.keys(STAND_INS).filter((file) => !existsSync(THREE + file));
      if (gone.length > 0) this.error(`three has no ${gone.join(', ')} any more: update build/three_diet.ts`);
    },
    resolveId: (id) => (id === 'three' ? `${THREE}Three.js` : null),
    load: {
      filter: { id: /\/three\/src\// },
      handler(id) {
        const file = id.replaceAll('\\', '/').split('/three/src/')[1]!;
        const code = STAND_INS[file];
        if (code !== undefined) standing.add(file);
        return code ?? null;
      },
    },
    transform: {
      filter: { id: /\/three\/src\/.*\.js$/ },
      handler(code, id) {
        if (id.endsWith('.glsl.js')) return { code: tightenAll(code), map: null };
        return { code: withoutMethods(code, UNUSED_METHODS, (name) => cut.add(name)), map: null };
      },
    },
    buildEnd(error) {
      if (error) return;
      const idle = [
        ...Object.keys(STAND_INS).filter((file) => !standing.has(file)),
        ...[...UNUSED_METHODS].filter((name) => !cut.has(name)),
      ];
      if (idle.length > 0) this.error(`three no longer uses ${idle.join(', ')}: update build/three_diet.ts`);
    },
  };
}

/** A module without the methods of these names in any of its classes. */
export function withoutMethods(code: string, names: ReadonlySet<string>, onCut: (name: string) => void): string {
  if (![...names].some((name) => code.includes(name))) return code;
  const spans: { start: number; end: number }[] = [];
  for (const statement of parseSync('module.js', code).program.body) {
    const node = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (node?.type !== 'ClassDeclaration') continue;
    for (const member of node.body.body) {
      if (member.type !== 'MethodDefinition' || member.computed || member.key.type !== 'Identifier') continue;
      if (!names.has(member.key.name)) continue;
      spans.push(member);
      onCut(member.key.name);
    }
  }
  return spans.reduceRight((rest, { start, end }) => rest.slice(0, start) + rest.slice(end), code);
}

function tightenAll(code: string): string {
  return code.replace(/\/\* glsl \*\/\s*`([^`]*)`/g, (_, glsl) => `\`${tighten(glsl)}\``);
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
