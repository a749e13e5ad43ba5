import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { STAND_INS, tighten, uncalled, withoutMethods } from '../../build/three_diet.ts';
import { THREE } from '../../build/three_sources.ts';

const SHADERS = `${THREE}renderers/shaders/`;
const read = (file: string) => readFileSync(THREE + file, 'utf8');
const included = (code: string) => [...code.matchAll(/#include <(\w+)>/g)].map(([, name]) => name!);

describe('tightening a shader', () => {
  it('drops comments and blanks but keeps lines apart', () => {
    const shader = '\n#ifdef USE_MAP // why\n\n\t\tvec4 a  = b; /* two\nlines */\n\n#endif\n';
    expect(tighten(shader)).toBe('\n#ifdef USE_MAP\nvec4 a = b;\n#endif\n');
  });
});

describe('the parts left out of three', () => {
  it.each(Object.keys(STAND_INS))('%s is still there', (file) => {
    expect(existsSync(THREE + file)).toBe(true);
  });

  it.each(Object.entries(STAND_INS))('%s has a stand-in for every name that it exports', (file, code) => {
    const names = (source: string) =>
      [...source.matchAll(/export (?:class|function|const) (\w+)|export \{([^}]*)\}|export (default)|, (fragment) =/g)]
        .flatMap((match) =>
          match
            .slice(1)
            .filter(Boolean)
            .flatMap((list) => list.split(',')),
        )
        .map((name) => name.trim())
        .sort();
    expect(names(code)).toEqual(names(read(file)));
  });

  it('hold no shader code that a kept shader includes', () => {
    const kept = readdirSync(`${SHADERS}ShaderLib`).map((name) => `renderers/shaders/ShaderLib/${name}`);
    const waiting = [...kept, 'extras/PMREMGenerator.js', 'renderers/webgl/WebGLProgram.js']
      .filter((file) => !(file in STAND_INS))
      .flatMap((file) => included(read(file)));
    const needed = new Set<string>();
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      if (needed.has(name)) continue;
      needed.add(name);
      waiting.push(...included(read(`renderers/shaders/ShaderChunk/${name}.glsl.js`)));
    }
    expect(needed).toContain('lights_physical_pars_fragment');
    expect([...needed].filter((name) => `renderers/shaders/ShaderChunk/${name}.glsl.js` in STAND_INS)).toEqual([]);
  });

  it('answer to whatever the renderer asks of them', () => {
    const asked = (name: string) =>
      new Set(
        ['renderers/WebGLRenderer.js', 'renderers/webgl/WebGLPrograms.js']
          .flatMap((file) => [...read(file).matchAll(new RegExp(`\\b${name}\\.(\\w+)\\(`, 'g'))])
          .map(([, method]) => method!),
      );
    for (const [name, part] of [
      ['environments', 'WebGLEnvironments'],
      ['background', 'WebGLBackground'],
    ] as const) {
      const code = STAND_INS[`renderers/webgl/${part}.js`]!;
      expect(asked(name).size, name).toBeGreaterThan(1);
      for (const method of asked(name)) expect(code).toMatch(new RegExp(`\\b${method}\\b`));
    }
  });

  it('keep the shaders of all materials that the glTF loader makes', () => {
    for (const name of ['meshbasic', 'meshphysical', 'points', 'depth']) {
      expect(existsSync(`${SHADERS}ShaderLib/${name}.glsl.js`)).toBe(true);
      expect(STAND_INS).not.toHaveProperty([`renderers/shaders/ShaderLib/${name}.glsl.js`]);
    }
    const loader = readFileSync(`${THREE}../examples/jsm/loaders/GLTFLoader.js`, 'utf8');
    const imported = loader.slice(0, loader.indexOf("} from 'three'")).match(/\b\w+Material\b/g)!;
    expect([...new Set(imported)].sort()).toEqual([
      'LineBasicMaterial',
      'MeshBasicMaterial',
      'MeshPhysicalMaterial',
      'MeshStandardMaterial',
      'PointsMaterial',
    ]);
  });
});

describe('leaving methods out', () => {
  it('takes only methods of that name from classes', () => {
    const cut: string[] = [];
    const source = 'class A { toJSON() { return 1 } keep() { return toJSON } }\nfunction toJSON() {}\nexport { A };';
    const rest = withoutMethods(source, new Set(['toJSON']), (name) => cut.push(name));
    expect(rest).toBe('class A {  keep() { return toJSON } }\nfunction toJSON() {}\nexport { A };');
    expect(cut).toEqual(['toJSON']);
  });
});

describe('the methods left out of three', () => {
  const unused = uncalled(fileURLToPath(new URL('../../src', import.meta.url)));

  it('are those that save scenes or find what a pointer points at, and more', () => {
    for (const name of ['toJSON', 'raycast', 'setFocalLength', 'intersectsTriangle']) expect(unused).toContain(name);
    expect(unused.size).toBeGreaterThan(50);
  });

  it('are none of those that a host may call on a model', () => {
    for (const name of ['worldToLocal', 'applyAxisAngle', 'rotateTowards', 'getHexString'])
      expect(unused).not.toContain(name);
  });

  it('are none that a frame or the loader needs', () => {
    for (const name of ['updateMatrixWorld', 'parseAsync', 'getValueSize', 'slerpFlat', 'dispose', 'onBeforeCompile'])
      expect(unused).not.toContain(name);
  });
});
