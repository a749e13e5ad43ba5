import { describe, expect, it } from 'vitest';
import { extensionsOf } from '../../src/avatar/load.ts';
import { filesFor, resolveManifest } from '../../src/avatar/manifest.ts';

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
    expect(source.files).toEqual(['https://a.example/models/pip/pip.glb']);
    expect(source.clipFiles).toEqual(['https://a.example/models/pip/wave.glb']);
  });

  it.each([null, 'text', {}, { name: 'pip' }, { name: 'pip', files: {} }, { files: { draco: 'a.glb' } }])(
    'is refused when it is %j',
    (manifest) => expect(codeOf(() => resolveManifest(manifest, base))).toBe('manifest_broken'),
  );
});

describe('the files of a model', () => {
  const base = 'https://a.example/models/mei/manifest.json';
  const name = (url: string) => url.slice(url.lastIndexOf('/') + 1);
  const level = (stem: string, draco_bytes: number, meshopt_bytes: number) => ({
    draco: `${stem}.glb`,
    meshopt: `${stem}_meshopt.glb`,
    draco_bytes,
    meshopt_bytes,
  });
  const files = { draco: 'm.glb', meshopt: 'm_meshopt.glb' };
  const source = (levels?: object) => resolveManifest({ name: 'mei', files: { ...files, levels } }, base);

  it('are both there, the one that is cheaper with its decoder first', () => {
    const { levels } = source({ low: level('low', 600_000, 640_000), high: level('high', 2_000_000, 2_400_000) });
    expect(levels.low!.map(name)).toEqual(['low_meshopt.glb', 'low.glb']);
    expect(levels.high!.map(name)).toEqual(['high.glb', 'high_meshopt.glb']);
  });

  it('are those of the tier, else of the nearest below, else above, else its own', () => {
    const some = source({ low: level('low', 9, 9), medium: level('medium', 9, 9) });
    expect(filesFor(some, 'low').map(name)[0]).toBe('low_meshopt.glb');
    expect(filesFor(some, 'high').map(name)[0]).toBe('medium_meshopt.glb');
    expect(filesFor(source({ high: level('high', 9, 9) }), 'low').map(name)[0]).toBe('high_meshopt.glb');
    expect(filesFor(source(), 'low').map(name)).toEqual(['m.glb', 'm_meshopt.glb']);
  });
});
