import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { STAND_INS, THREE, tighten, withoutMethods } from '../../build/three_diet.ts';

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

  it('are not what the renderer or its reflections take from the shaders by name', () => {
    const taken = [
      'extras/PMREMGenerator.js',
      'renderers/WebGLCubeRenderTarget.js',
      'renderers/webgl/WebGLShadowMap.js',
    ]
      .flatMap((file) => [...read(file).matchAll(/ShaderChunk\.(\w+?)_(?:vert|frag)\b/g)])
      .map(([, name]) => `renderers/shaders/ShaderLib/${name}.glsl.js`);
    expect(taken).toContain('renderers/shaders/ShaderLib/cube.glsl.js');
    expect(taken.filter((file) => file in STAND_INS)).toEqual([]);
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
