import { Bone, Group, Mesh } from 'three';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { bindFace } from '../../src/avatar/bind.ts';
import { FOREIGN_RIG } from '../../src/avatar/foreign_rig.ts';
import { OWN_RIG, readerFor } from '../../src/avatar/rig_reader.ts';
import { FACE_CHANNELS, faceOf } from '../../src/core/channels.ts';

function mesh(...targets: string[]): Mesh {
  const one = new Mesh();
  one.morphTargetDictionary = Object.fromEntries(targets.map((name, index) => [name, index]));
  one.morphTargetInfluences = targets.map(() => 0);
  return one;
}

function jaw(): Bone {
  const bone = new Bone();
  bone.name = 'Jaw';
  return bone;
}

const model = (...parts: (Mesh | Bone)[]) => new Group().add(...parts);
const ARKIT = FACE_CHANNELS.slice(0, 52);

afterEach(() => {
  vi.doUnmock('../../src/avatar/foreign_rig.ts');
});

describe('choosing the reader of a rig', () => {
  it('reads a model that bears every channel by its own name without fetching anything', async () => {
    expect(await readerFor(model(mesh(...FACE_CHANNELS), mesh('jawOpen'), jaw()))).toBe(OWN_RIG);
    expect(await readerFor(model(mesh(...ARKIT), mesh(...FACE_CHANNELS.slice(52))))).toBe(OWN_RIG);
  });

  it.each([
    ['lacks a channel', model(mesh(...FACE_CHANNELS.slice(1)))],
    ['has one by a close spelling', model(mesh('eyeBlink_L', ...FACE_CHANNELS.slice(1)))],
    ['has an alias besides, in another mesh', model(mesh(...FACE_CHANNELS), mesh('eyesClosed'))],
    ['has only ARKit', model(mesh(...ARKIT))],
    ['has only the vowels of VRM', model(mesh('A', 'I', 'U', 'E', 'O'))],
    ['has only a jaw', model(jaw())],
    ['has no face at all', model(mesh())],
  ])('takes the foreign reader for a model that %s', async (_, figure) => {
    expect(await readerFor(figure)).toBe(FOREIGN_RIG);
  });

  it('makes a foreign model talk', async () => {
    const face = mesh('あ', 'い', 'う', 'え', 'お', 'まばたき');
    const figure = model(face);
    const binding = bindFace(figure, {}, false, await readerFor(figure));
    binding.apply(faceOf({ jawOpen: 0.5, viseme_O: 1 }));
    expect(binding.profile.speechSpace).toBe('viseme15');
    expect(face.morphTargetInfluences![0]).toBeCloseTo(0.45);
    expect(face.morphTargetInfluences![4]).toBe(1);
  });

  it('is worth another try when the script of the foreign reader does not come', async () => {
    vi.resetModules();
    vi.doMock('../../src/avatar/foreign_rig.ts', () => {
      throw new TypeError('Failed to fetch dynamically imported module');
    });
    const fresh = await import('../../src/avatar/rig_reader.ts');
    await expect(fresh.readerFor(model(jaw()))).rejects.toMatchObject({ code: 'model_unreachable', retryable: true });
    expect(await fresh.readerFor(model(mesh(...FACE_CHANNELS)))).toBe(fresh.OWN_RIG);
  });
});
