import { existsSync } from 'node:fs';
import { type Plugin, parseSync } from 'vite';
import { reachedFiles, sourcesBelow, THREE } from './three_sources.ts';
import { isPlainMethod, type Names, type Node, namesIn, unusedMethods } from './unused_methods.ts';

const shader = (code = '') => `export const vertex = ${JSON.stringify(code)}, fragment = vertex;`;
const absent = (name: string) =>
  `export class ${name} { constructor() { throw new Error('${name} is left out of this build of three'); } }`;

/**
 * Parts of three that an avatar never uses, and what stands in for them: by file, relative to three/src.
 *
 * Kept is what a glTF model can ask for: standard, physical and unlit materials, points and lines, morph targets,
 * skins, instances, lamps. Left out are headsets, materials that no loader makes, shadows of point lamps,
 * variance shadow maps, pictures of surroundings that are not made ready, pictures behind the scene, clipping planes,
 * and effects over the whole picture.
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
  // What is reflected has been made ready (PMREM) by the studio: no other picture of surroundings needs to become so.
  'renderers/webgl/WebGLEnvironments.js': `export function WebGLEnvironments() {
    return { get: (texture) => texture ?? null, dispose() {} };
  }`,
  // What lies behind a figure is the page's. Nothing is drawn first, and the canvas is cleared.
  'renderers/webgl/WebGLBackground.js': `import { Color } from '../../math/Color.js';
  export function WebGLBackground(renderer, environments, state, objects, alpha, premultipliedAlpha) {
    const clearColor = new Color(0);
    let clearAlpha = alpha === true ? 0 : 1;
    const { color, depth } = state.buffers;
    const setClear = () => color.setClear(clearColor.r, clearColor.g, clearColor.b, clearAlpha, premultipliedAlpha);
    return {
      getClearColor: () => clearColor,
      setClearColor(given, givenAlpha = 1) { clearColor.set(given); clearAlpha = givenAlpha; setClear(); },
      getClearAlpha: () => clearAlpha,
      setClearAlpha(given) { clearAlpha = given; setClear(); },
      render() {
        setClear();
        if (!renderer.autoClear) return;
        depth.setTest(true);
        depth.setMask(true);
        color.setMask(true);
        renderer.clear(renderer.autoClearColor, renderer.autoClearDepth, renderer.autoClearStencil);
      },
      addToRenderList() {},
      dispose() {},
    };
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
 * above, without the methods that nothing can call, and with tight shaders.
 *
 * Fails the build when three no longer has a file that is left out: look then at what took its place.
 *
 * @param sources the folder of everything of ours that may call three
 */
export function threeDiet(sources: string): Plugin {
  const standing = new Set<string>();
  const cut = new Set<string>();
  let unused: ReadonlySet<string> = new Set();
  return {
    name: 'visavis:three-diet',
    apply: 'build',
    enforce: 'pre',
    buildStart() {
      const gone = Object.keys(STAND_INS).filter((file) => !existsSync(THREE + file));
      if (gone.length > 0) this.error(`three has no ${gone.join(', ')} any more: update build/three_diet.ts`);
      unused = uncalled(sources);
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
      filter: { id: /\/three\/(src|examples\/jsm\/(loaders|utils))\/.*\.js$/ },
      handler(code, id) {
        if (id.endsWith('.glsl.js')) return { code: tightenAll(code), map: null };
        return { code: withoutMethods(code, unused, (name) => cut.add(name)), map: null };
      },
    },
    buildEnd(error) {
      if (error) return;
      const idle = Object.keys(STAND_INS).filter((file) => !standing.has(file));
      if (idle.length > 0) this.error(`three no longer uses ${idle.join(', ')}: update build/three_diet.ts`);
      if (cut.size === 0) this.error('no method of three is left out any more: update build/unused_methods.ts');
    },
  };
}

/** A host has the model, and may call whatever its nodes, their places and their colours can do, but for these. */
const FOR_HOSTS = ['core/Object3D.js', 'math/Vector3.js', 'math/Quaternion.js', 'math/Euler.js', 'math/Color.js'];
const NOT_FOR_HOSTS = new Set(['toJSON', 'fromJSON', 'raycast']);

/** Names of three's methods that nothing on our pages can call. */
export function uncalled(sources: string): ReadonlySet<string> {
  const ours = sourcesBelow(sources);
  const reached = reachedFiles(ours, (file) => STAND_INS[file.replaceAll('\\', '/').replace(THREE, '')]);
  // What we have is called by pages too.
  const allOf = ({ rooted, methods }: Names): Names => ({
    rooted: new Set([...rooted, ...methods.flatMap(({ name, names }) => [name, ...names])]),
    methods: [],
  });
  const offered = FOR_HOSTS.flatMap((file) => namesIn(THREE + file).methods.map(({ name }) => name));
  return unusedMethods([
    { rooted: new Set(offered.filter((name) => !NOT_FOR_HOSTS.has(name))), methods: [] },
    ...ours.map((file) => allOf(namesIn(file))),
    ...[...reached].filter(([file]) => !file.endsWith('.glsl.js')).map(([file, code]) => namesIn(file, code)),
  ]);
}

/** A module without the methods of these names in any of its classes. */
export function withoutMethods(code: string, names: ReadonlySet<string>, onCut: (name: string) => void): string {
  if (![...names].some((name) => code.includes(name))) return code;
  const spans: { start: number; end: number }[] = [];
  for (const statement of parseSync('module.js', code).program.body) {
    const node = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (node?.type !== 'ClassDeclaration') continue;
    for (const member of node.body.body) {
      if (!isPlainMethod(member as unknown as Node)) continue;
      const { name } = (member as unknown as { key: { name: string } }).key;
      if (!names.has(name)) continue;
      spans.push(member);
      onCut(name);
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
