import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { reachedFiles, sourcesBelow, THREE } from '../../build/three_sources.ts';

/** A folder with one source. */
function folderWith(code: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'sources-'));
  writeFileSync(join(folder, 'ours.ts'), code);
  return folder;
}

const reached = (code: string, standIn: (file: string) => string | undefined = () => undefined) =>
  [...reachedFiles(sourcesBelow(folderWith(code)), standIn).keys()].map((file) => file.replaceAll('\\', '/'));

describe('the files of three that our sources come to', () => {
  it('are those of the names that are imported, and of what these import', () => {
    const files = reached("import { Vector3 } from 'three';");
    expect(files).toContain(`${THREE}math/Vector3.js`);
    expect(files).toContain(`${THREE}math/Quaternion.js`);
    expect(files).not.toContain(`${THREE}renderers/WebGLRenderer.js`);
  });

  it('are found behind an index in an index', () => {
    expect(reached("import { LoopOnce } from 'three';")).toEqual([`${THREE}constants.js`]);
  });

  it('are those of addons, however these are imported', () => {
    const files = reached("const a = import('three/addons/utils/SkeletonUtils.js');");
    expect(files.some((file) => file.endsWith('examples/jsm/utils/SkeletonUtils.js'))).toBe(true);
    expect(files).toContain(`${THREE}animation/AnimationMixer.js`);
  });

  it('are none for a type', () => {
    expect(reached("import type { Scene } from 'three'; import { type Mesh } from 'three';")).toEqual([]);
  });

  it('end at a stand-in', () => {
    const file = `${THREE}math/Vector3.js`;
    expect(reached("import { Vector3 } from 'three';", (asked) => (asked === file ? '' : undefined))).toEqual([file]);
  });

  it('fail for a name that three does not have', () => {
    expect(() => reached("import { Vector5 } from 'three';")).toThrow(/Vector5/);
  });
});
