import { Group, type Mesh, type Object3D, Skeleton, type SkinnedMesh } from 'three';
import { disposeModel } from './dispose.ts';

/**
 * Puts the meshes of another level of the same model on the skeleton that is being played, in one go: whatever moves
 * its bones goes on, and morph weights stay as they are. The meshes before are freed.
 *
 * @param stage the model's scene on the stage
 * @param fresh the other level's scene, which is emptied
 */
export function graftLevel(stage: Object3D, fresh: Object3D): void {
  const worn = meshesOf(stage);
  const weights = new Map(worn.map((mesh) => [mesh.name, weightsOf(mesh)]));
  const nodes = new Map<string, Object3D>();
  stage.traverse((node) => {
    if (!(node as Mesh).isMesh) nodes.set(node.name, node);
  });
  const place = (node: Object3D | null): Object3D =>
    node === null || node === fresh ? stage : (nodes.get(node.name) ?? stage);

  const meshes = meshesOf(fresh);
  // Bones that only this level has hang where they hang in it.
  const extra: Object3D[] = [];
  fresh.traverse((node) => {
    if (node !== fresh && !(node as Mesh).isMesh && !nodes.has(node.name)) extra.push(node);
  });
  for (const node of extra) {
    const parent = place(node.parent);
    nodes.set(node.name, node);
    parent.add(node);
  }

  const skeletons = new Map<Skeleton, Skeleton>();
  for (const mesh of meshes) {
    place(mesh.parent).add(mesh);
    const before = weights.get(mesh.name);
    for (const [target, index] of Object.entries(mesh.morphTargetDictionary ?? {}))
      mesh.morphTargetInfluences![index] = before?.get(target) ?? 0;
    const skinned = mesh as SkinnedMesh;
    if (!skinned.isSkinnedMesh) continue;
    const { skeleton } = skinned;
    let shared = skeletons.get(skeleton);
    if (!shared) {
      const bones = skeleton.bones.map((bone) => (nodes.get(bone.name) as (typeof skeleton.bones)[number]) ?? bone);
      shared = new Skeleton(bones, skeleton.boneInverses);
      skeletons.set(skeleton, shared);
    }
    skinned.bind(shared, skinned.bindMatrix);
  }
  for (const skeleton of skeletons.keys()) skeleton.dispose();
  const grave = new Group();
  for (const mesh of worn) grave.add(mesh);
  disposeModel(grave);
}

function meshesOf(root: Object3D): Mesh[] {
  const found: Mesh[] = [];
  root.traverse((node) => {
    if ((node as Mesh).isMesh) found.push(node as Mesh);
  });
  return found;
}

function weightsOf({ morphTargetDictionary, morphTargetInfluences }: Mesh): Map<string, number> {
  return new Map(
    Object.entries(morphTargetDictionary ?? {}).map(([name, index]) => [name, morphTargetInfluences![index] ?? 0]),
  );
}
