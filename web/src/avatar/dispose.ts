import type { Material, Mesh, Object3D, Texture } from 'three';

/** Frees everything a model holds on the graphics card. */
export function disposeModel(model: Object3D): void {
  model.traverse((node) => {
    const mesh = node as Mesh;
    if (!mesh.isMesh) return;
    mesh.geometry.dispose();
    (mesh as { skeleton?: { dispose(): void } }).skeleton?.dispose();
    for (const material of Array.isArray(mesh.material) ? mesh.material : [mesh.material]) {
      // A plainer one may stand in for it, see matt.ts.
      for (const one of [material, material.userData.rich as Material | undefined]) {
        if (!one) continue;
        for (const value of Object.values(one)) if (value?.isTexture) disposeTexture(value);
        one.dispose();
      }
    }
  });
}

/** Images that the loader decoded hold memory of their own until they are closed. */
function disposeTexture(texture: Texture): void {
  texture.dispose();
  (texture.image as { close?(): void } | null)?.close?.();
}
