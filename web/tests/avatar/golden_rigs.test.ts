import { Group, Mesh } from 'three';
import { describe, expect, it } from 'vitest';
import golden from '../../../tests/golden/rigs.json';
import map from '../../../viseme_maps/morphs-to-channels.json';
import { bindFace } from '../../src/avatar/bind.ts';
import { JAW_NAME } from '../../src/avatar/find_jaw.ts';
import { FOREIGN_RIG } from '../../src/avatar/foreign_rig.ts';
import { FACE_CHANNELS } from '../../src/core/channels.ts';

function mesh(names: readonly string[]): Mesh {
  const one = new Mesh();
  one.morphTargetDictionary = Object.fromEntries(names.map((name, index) => [name, index]));
  one.morphTargetInfluences = names.map(() => 0);
  return one;
}

describe('rigs that the server reads too', () => {
  it.each(golden.rigs)('$about', (rig) => {
    const meshes = rig.meshes.map(mesh);
    const binding = bindFace(
      new Group().add(...meshes),
      { gains: rig.gains as Record<string, number> },
      false,
      FOREIGN_RIG,
    );
    expect(binding.profile).toMatchObject({
      speechSpace: rig.speech_space,
      channels: rig.channels,
      missing: rig.missing,
    });
    golden.faces.forEach((face, index) => {
      binding.apply(Float32Array.from(face));
      const written = meshes.map((one) => one.morphTargetInfluences!.map((weight) => Math.round(weight * 1e4) / 1e4));
      written.forEach((weights, number) => {
        weights.forEach((weight, target) => {
          expect(weight, rig.meshes[number]![target]).toBeCloseTo(rig.weights[index]![number]![target]!, 3);
        });
      });
    });
  });

  it('call the jaw the same', () => {
    expect(JAW_NAME.source).toBe(map.jaw.bone_name);
  });

  it('are told of channels that there are', () => {
    const named = [
      ...map.conventions.flatMap(({ targets }) => Object.values(targets).flatMap((shares) => Object.keys(shares))),
      ...Object.entries(map.stand_ins).flatMap(([channel, shares]) => [channel, ...Object.keys(shares)]),
      ...Object.keys(map.jaw.opening),
    ];
    expect(named.filter((name) => !FACE_CHANNELS.includes(name))).toEqual([]);
  });
});
