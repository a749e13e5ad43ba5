import { Bone, BufferGeometry, Group, Mesh, MeshBasicMaterial, Vector3 } from 'three';
import { describe, expect, it } from 'vitest';
import { bindFace } from '../../src/avatar/bind.ts';
import { FOREIGN_RIG } from '../../src/avatar/foreign_rig.ts';
import { OWN_RIG } from '../../src/avatar/rig_reader.ts';
import { channelIndex, FACE_CHANNELS, faceOf } from '../../src/core/channels.ts';

function mesh(...targets: string[]): Mesh {
  const one = new Mesh(new BufferGeometry(), new MeshBasicMaterial());
  one.morphTargetDictionary = Object.fromEntries(targets.map((name, index) => [name, index]));
  one.morphTargetInfluences = targets.map(() => 0);
  return one;
}

function model(...parts: (Mesh | Bone)[]): Group {
  const group = new Group();
  if (parts.length > 0) group.add(...parts);
  return group;
}

function weight(of: Mesh, target: string): number {
  return of.morphTargetInfluences![of.morphTargetDictionary![target]!]!;
}

const ARKIT = FACE_CHANNELS.slice(0, 52);
const VISEMES = FACE_CHANNELS.slice(52);

describe('binding a face', () => {
  it('moves every mesh that shares a target', () => {
    const [head, teeth, lashes] = [mesh(...ARKIT), mesh('jawOpen'), mesh('eyeBlinkLeft')];
    const binding = bindFace(model(head, teeth, lashes), {}, false, FOREIGN_RIG);
    binding.apply(faceOf({ jawOpen: 0.5, eyeBlinkLeft: 1 }));
    expect([weight(head, 'jawOpen'), weight(teeth, 'jawOpen'), weight(lashes, 'eyeBlinkLeft')]).toEqual([0.5, 0.5, 1]);
    expect(binding.profile).toMatchObject({ speechSpace: 'arkit52', meshes: 3, missing: [] });
  });

  it.each([
    ['eyeBlink_L', 'eyeBlinkLeft'],
    ['eyeBlink_R', 'eyeBlinkRight'],
    ['EYEBLINKLEFT', 'eyeBlinkLeft'],
    ['blendShape1.JawOpen', 'jawOpen'],
    ['Face.M_F00.mouthSmile_L', 'mouthSmileLeft'],
    ['mouthOpen', 'jawOpen'],
    ['viseme_AA', 'viseme_aa'],
    ['viseme_ih', 'viseme_I'],
    ['vrc.v_ou', 'viseme_U'],
    ['vrc.v_e', 'viseme_E'],
    ['Fcl_MTH_O', 'viseme_O'],
    ['あ', 'viseme_aa'],
    ['eyesClosed', 'eyeBlinkLeft'],
  ])('knows %s as %s', (target, channel) => {
    const head = mesh(target);
    bindFace(model(head), {}, false, FOREIGN_RIG).apply(
      faceOf(channel === 'eyeBlinkLeft' ? { eyeBlink: 0.8 } : { [channel]: 0.8 }),
    );
    expect(weight(head, target)).toBeCloseTo(0.8);
  });

  it('leaves targets alone that mean nothing to it', () => {
    const head = mesh('jawOpen', 'bodyWeight', 'noseLength');
    head.morphTargetInfluences![1] = 0.4;
    bindFace(model(head), {}, false, FOREIGN_RIG).apply(new Float32Array(67).fill(1));
    expect(weight(head, 'bodyWeight')).toBe(0.4);
    expect(weight(head, 'noseLength')).toBe(0);
  });

  it('prefers the channel’s own name to an alias in the same mesh', () => {
    const head = mesh('mouthOpen', 'jawOpen');
    bindFace(model(head), {}, false, FOREIGN_RIG).apply(faceOf({ jawOpen: 1 }));
    expect([weight(head, 'mouthOpen'), weight(head, 'jawOpen')]).toEqual([0, 1]);
  });

  it('sums both sides on a target that has no side', () => {
    const head = mesh('mouthSmile');
    bindFace(model(head), {}, false, FOREIGN_RIG).apply(faceOf({ mouthSmileLeft: 1, mouthSmileRight: 0.5 }));
    expect(weight(head, 'mouthSmile')).toBeCloseTo(0.75);
  });

  it('applies the gains of the manifest and stays within 0 and 1', () => {
    const head = mesh('jawOpen', 'mouthPucker');
    const binding = bindFace(model(head), { gains: { jawOpen: 0.5, mouthPucker: 3 } }, false, FOREIGN_RIG);
    binding.apply(faceOf({ jawOpen: 1, mouthPucker: 0.9 }));
    expect([weight(head, 'jawOpen'), weight(head, 'mouthPucker')]).toEqual([0.5, 1]);
  });

  it('closes a jaw that has no mouthClose with the channel', () => {
    const head = mesh('jawOpen');
    bindFace(model(head), {}, false, FOREIGN_RIG).apply(faceOf({ jawOpen: 0.4, mouthClose: 0.4 }));
    expect(weight(head, 'jawOpen')).toBeCloseTo(0);
  });

  it('shows an ARKit track on a model that has only visemes, and the other way round', () => {
    const visemes = mesh(...VISEMES);
    bindFace(model(visemes), {}, false, FOREIGN_RIG).apply(faceOf({ jawOpen: 0.5 }));
    expect(weight(visemes, 'viseme_aa')).toBeGreaterThan(0.3);
    const arkit = mesh(...ARKIT);
    bindFace(model(arkit), {}, false, FOREIGN_RIG).apply(faceOf({ viseme_U: 1 }));
    expect(weight(arkit, 'mouthPucker')).toBeGreaterThan(0.5);
  });

  it.each([
    ['arkit52', model(mesh(...ARKIT, ...VISEMES)), false],
    ['viseme15', model(mesh(...VISEMES)), false],
    ['viseme15', model(mesh('jawOpen', ...VISEMES)), false],
    ['viseme15', model(mesh('A', 'I', 'U', 'E', 'O')), false],
    ['arkit52', model(mesh('mouthOpen')), false],
    ['clip', model(mesh('eyeBlinkLeft')), true],
    ['none', model(mesh('eyeBlinkLeft')), false],
    ['none', model(), false],
  ])('says how a model talks: %s', (space, figure, hasMouthClip) => {
    expect(bindFace(figure, {}, hasMouthClip, FOREIGN_RIG).profile.speechSpace).toBe(space);
  });

  it('names what is missing', () => {
    const without = ARKIT.filter((name) => name !== 'mouthFunnel');
    expect(bindFace(model(mesh(...without)), {}, false, FOREIGN_RIG).profile.missing).toEqual(['mouthFunnel']);
  });
});

describe('a complete model', () => {
  const parts = () => [mesh(...FACE_CHANNELS), mesh('jawOpen', 'mouthClose'), mesh('eyeBlinkLeft')];

  it('is read alike by the reader of our own names and by the one that knows foreign ones', () => {
    const face = Float32Array.from(FACE_CHANNELS, (_, channel) => (channel + 1) / 100);
    const manifest = { gains: { jawOpen: 0.5 }, jaw_bone: 'Jaw' };
    const [own, foreign] = [OWN_RIG, FOREIGN_RIG].map((reader) => {
      const meshes = parts();
      const jaw = new Bone();
      jaw.name = 'Jaw';
      const binding = bindFace(model(...meshes, jaw), manifest, true, reader);
      binding.apply(face);
      return { profile: binding.profile, weights: meshes.map((one) => one.morphTargetInfluences) };
    });
    expect(own).toEqual(foreign);
    expect(own!.profile).toMatchObject({ speechSpace: 'arkit52', missing: [], meshes: 3, jawBone: 'Jaw' });
    expect(own!.weights[0]![1]).toBeCloseTo(0.02);
  });
});

describe('a jaw bone', () => {
  function jawed(name: string): { group: Group; jaw: Bone; chin: Bone } {
    const head = new Bone();
    head.rotation.y = 0.7;
    const jaw = new Bone();
    jaw.name = name;
    const chin = new Bone();
    chin.position.set(0, -0.02, 0.1);
    head.add(jaw);
    jaw.add(chin);
    // The head is turned; its own frame looks where the model looks when turned back.
    const group = new Group();
    group.add(head);
    head.rotation.y = 0;
    return { group, jaw, chin };
  }

  it('opens downwards by the given angle and closes again', () => {
    const { group, chin } = jawed('Jaw');
    const binding = bindFace(group, { jaw_open_deg: 20 }, false, FOREIGN_RIG);
    expect(binding.profile).toMatchObject({ speechSpace: 'jaw', jawBone: 'Jaw' });
    const shut = chin.getWorldPosition(new Vector3());
    binding.apply(faceOf({ jawOpen: 1 }));
    const open = chin.getWorldPosition(new Vector3());
    expect(open.y).toBeLessThan(shut.y - 0.02);
    binding.apply(faceOf({ jawOpen: 0.5, mouthClose: 0.5 }));
    expect(chin.getWorldPosition(new Vector3()).distanceTo(shut)).toBeLessThan(1e-6);
  });

  it('opens down whatever frame its parent has', () => {
    const { group, jaw, chin } = jawed('CC_Base_JawRoot');
    const parent = jaw.parent!;
    parent.rotation.set(Math.PI / 2, 0, Math.PI / 3);
    parent.updateMatrixWorld(true);
    chin.position.copy(jaw.worldToLocal(new Vector3(0, 0, 0.1)));
    const before = chin.getWorldPosition(new Vector3()).y;
    bindFace(group, {}, false, FOREIGN_RIG).apply(faceOf({ jawOpen: 1 }));
    expect(chin.getWorldPosition(new Vector3()).y).toBeLessThan(before - 0.01);
  });

  it('follows the bone that the manifest names', () => {
    const { group } = jawed('Kiefer');
    expect(bindFace(group, {}, false, FOREIGN_RIG).profile.speechSpace).toBe('none');
    expect(bindFace(group, { jaw_bone: 'Kiefer' }, false, FOREIGN_RIG).profile.speechSpace).toBe('jaw');
  });

  it('moves with visemes too', () => {
    const { group, chin } = jawed('jaw');
    const shut = chin.getWorldPosition(new Vector3()).y;
    bindFace(group, {}, false, FOREIGN_RIG).apply(faceOf({ viseme_aa: 1 }));
    expect(chin.getWorldPosition(new Vector3()).y).toBeLessThan(shut - 0.01);
    expect(channelIndex('viseme_aa')).toBeGreaterThan(51);
  });
});
