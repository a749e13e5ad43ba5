import { ShaderChunk } from 'three';
import { describe, expect, it } from 'vitest';
import { extensionsOf } from '../../src/avatar/load.ts';
import { resolveManifest } from '../../src/avatar/manifest.ts';
import { DIFFUSE_TERM } from '../../src/avatar/materials.ts';

function glb(json: string, claimed = json.length): ArrayBuffer {
  const buffer = new ArrayBuffer(20 + json.length);
  const view = new DataView(buffer);
  for (const [at, value] of [
    [0, 0x46546c67],
    [4, 2],
    [8, buffer.byteLength],
    [12, claimed],
    [16, 0x4e4f534a],
  ]) {
    view.setUint32(at!, value!, true);
  }
  new Uint8Array(buffer, 20).set(new TextEncoder().encode(json));
  return buffer;
}

const codeOf = (run: () => unknown): unknown => {
  try {
    run();
  } catch (error) {
    return (error as { code?: string }).code;
  }
  return null;
};

describe('looking into a GLB', () => {
  it('finds the extensions', () => {
    expect(extensionsOf(glb('{"extensionsUsed":["EXT_meshopt_compression"]}'))).toEqual(['EXT_meshopt_compression']);
    expect(extensionsOf(glb('{}'))).toEqual([]);
  });

  it('says what is broken', () => {
    expect(codeOf(() => extensionsOf(new TextEncoder().encode('<!doctype html><html></html>').buffer))).toBe(
      'model_broken',
    );
    expect(codeOf(() => extensionsOf(new ArrayBuffer(3)))).toBe('model_broken');
    expect(codeOf(() => extensionsOf(glb('{}', 4000)))).toBe('model_broken');
  });
});

describe('a manifest', () => {
  const base = 'https://a.example/models/pip/manifest.json';

  it('names files relative to itself', () => {
    const source = resolveManifest({ name: 'pip', files: { draco: 'pip.glb', clips: ['wave.glb'] } }, base);
    expect(source.file).toBe('https://a.example/models/pip/pip.glb');
    expect(source.clipFiles).toEqual(['https://a.example/models/pip/wave.glb']);
  });

  it.each([null, 'text', {}, { name: 'pip' }, { name: 'pip', files: {} }, { files: { draco: 'a.glb' } }])(
    'is refused when it is %j',
    (manifest) => expect(codeOf(() => resolveManifest(manifest, base))).toBe('manifest_broken'),
  );
});

describe('three’s lighting', () => {
  it('still has the term that skin replaces', () => {
    expect(ShaderChunk.lights_physical_pars_fragment.split(DIFFUSE_TERM)).toHaveLength(2);
    expect(ShaderChunk.lights_physical_pars_fragment).toContain('directLight.direction');
    expect(ShaderChunk.lights_physical_pars_fragment).toContain('geometryNormal');
  });
});
