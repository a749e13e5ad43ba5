import {
  AnimationClip,
  AnimationMixer,
  Bone,
  BufferAttribute,
  BufferGeometry,
  Group,
  type Mesh,
  MeshStandardMaterial,
  type Object3D,
  QuaternionKeyframeTrack,
  Skeleton,
  SkinnedMesh,
} from 'three';
import { describe, expect, it } from 'vitest';
import { graftLevel } from '../../src/avatar/graft.ts';

/** A level: two bones, a skinned face with morph targets, and on the high one an earring of its own. */
function level(targets: readonly string[], earring: boolean) {
  const scene = new Group();
  const hips = new Bone();
  hips.name = 'Hips';
  const head = new Bone();
  head.name = 'Head';
  head.position.y = 1;
  hips.add(head);
  scene.add(hips);
  const bones = [hips, head];
  if (earring) {
    const ring = new Bone();
    ring.name = 'Earring1';
    head.add(ring);
    bones.push(ring);
  }
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(new Float32Array(9), 3));
  geometry.morphAttributes.position = targets.map(() => new BufferAttribute(new Float32Array(9), 3));
  const face = new SkinnedMesh(geometry, new MeshStandardMaterial());
  face.name = 'HeadMesh';
  face.morphTargetDictionary = Object.fromEntries(targets.map((name, i) => [name, i]));
  face.morphTargetInfluences = targets.map(() => 0);
  scene.add(face);
  scene.updateMatrixWorld(true);
  face.bind(new Skeleton(bones));
  return { scene, hips, head, face };
}

function meshes(scene: Object3D): Mesh[] {
  const found: Mesh[] = [];
  scene.traverse((node) => {
    if ((node as Mesh).isMesh) found.push(node as Mesh);
  });
  return found;
}

describe('another level of the model', () => {
  it('is worn by the skeleton that is being played', () => {
    const low = level(['jawOpen', 'eyeBlinkLeft'], false);
    const high = level(['eyeBlinkLeft', 'jawOpen'], false);
    const turn = new QuaternionKeyframeTrack('Head.quaternion', [0, 1], [0, 0, 0, 1, 0, 1, 0, 0]);
    const mixer = new AnimationMixer(low.scene);
    mixer.clipAction(new AnimationClip('turn', 1, [turn])).play();
    mixer.update(0.25);
    const before = low.head.quaternion.clone();
    low.face.morphTargetInfluences![0] = 0.7;

    graftLevel(low.scene, high.scene);
    expect(meshes(low.scene)).toEqual([high.face]);
    expect(high.face.skeleton.bones).toEqual([low.hips, low.head]);
    expect(low.head.quaternion.equals(before)).toBe(true);
    expect(high.face.morphTargetInfluences).toEqual([0, 0.7]);
    mixer.update(0.25);
    expect(high.face.skeleton.bones[1]!.quaternion.equals(before)).toBe(false);
  });

  it('brings bones that only it has, where they hang in it', () => {
    const low = level([], false);
    const high = level([], true);
    graftLevel(low.scene, high.scene);
    const ring = low.scene.getObjectByName('Earring1')!;
    expect(ring.parent).toBe(low.head);
    expect(high.face.skeleton.bones).toEqual([low.hips, low.head, ring]);
  });

  it('frees what was worn before', () => {
    const low = level(['jawOpen'], false);
    const freed: string[] = [];
    low.face.geometry.addEventListener('dispose', () => freed.push('geometry'));
    (low.face.material as MeshStandardMaterial).addEventListener('dispose', () => freed.push('material'));
    graftLevel(low.scene, level(['jawOpen'], false).scene);
    expect(freed.sort()).toEqual(['geometry', 'material']);
  });
});
