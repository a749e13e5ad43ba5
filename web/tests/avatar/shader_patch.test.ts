import { ShaderChunk, ShaderLib } from 'three';
import { describe, expect, it } from 'vitest';
import { clothPatch } from '../../src/avatar/cloth_shader.ts';
import { eyePatch } from '../../src/avatar/eye_shader.ts';
import { hairPatch } from '../../src/avatar/hair_shader.ts';
import { mouthPatch } from '../../src/avatar/mouth_shader.ts';
import { AFTER, applyPatch, PLACES, type ShaderPatch } from '../../src/avatar/shader_patch.ts';
import { skinPatch } from '../../src/avatar/skin_shader.ts';

const { fragmentShader, vertexShader } = ShaderLib.physical;

describe('three’s physical shading', () => {
  it.each(Object.entries(PLACES))('has the place "%s" that we replace, once', (_, [chunk, text]) => {
    expect(ShaderChunk[chunk].split(text)).toHaveLength(2);
  });

  it.each(Object.entries(AFTER))('has the point "%s" after which ours comes, once', (_, include) => {
    expect(fragmentShader.split(include)).toHaveLength(2);
  });

  it.each([
    ['lights_physical_pars_fragment', ['directLight.direction', 'geometryNormal', 'geometryViewDir', 'diffuseBRDF']],
    ['lights_fragment_begin', ['float dotNVms', 'vec3 iblIrradiance', 'vec3 geometryNormal']],
    ['map_fragment', ['vMapUv']],
    ['normal_pars_fragment', ['vTangent', 'vBitangent']],
    ['alphatest_fragment', ['ALPHA_TO_COVERAGE']],
  ] as const)('still names in %s what ours reads', (chunk, names) => {
    for (const name of names) expect(ShaderChunk[chunk]).toContain(name);
  });
});

describe('our patches', () => {
  const patches: [string, ShaderPatch][] = [
    ['skin', skinPatch(false)],
    ['fine skin', skinPatch(true)],
    ['hair', hairPatch([0, 1])],
    ['cloth', clothPatch(false)],
    ['matt cloth', clothPatch(true)],
    ['eye', eyePatch(null, false)],
    ['eye with an iris', eyePatch([0.5, 0.5, 0.1], true)],
    ['mouth', mouthPatch({ value: 0 }, 0.1, 0)],
  ];

  it.each(patches)('%s is all in the shader', (_, patch) => {
    const shader = { vertexShader, fragmentShader, uniforms: {} };
    applyPatch(shader, patch);
    for (const text of [...Object.values(patch.replace ?? {}), ...Object.values(patch.after ?? {})])
      expect(shader.fragmentShader).toContain(text);
    if (patch.vertex) expect(shader.vertexShader).toContain(patch.vertex.body);
    expect(Object.keys(shader.uniforms)).toEqual(Object.keys(patch.uniforms ?? {}));
  });

  it('have names of their own, since programs are shared by name', () => {
    expect(new Set(patches.map(([, { name }]) => name)).size).toBe(patches.length);
  });
});
