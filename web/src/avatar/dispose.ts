import type { Mesh, Object3D } from 'three';

/** Frees everything a model holds on the graphics card. */
export function disposeModel(model: Object3D): void {
  model.traverse((node) => {
    const mesh = node as Mesh;
    if (!mesh.isMesh) return;
    mesh.geometry.dispose();
    (mesh as { skeleton?: { dispose(): void } }).skeleton?.dispose();
    for (const material of Array.isArray(mesh.material) ? mesh.material : [mesh.material]) {
      for (const value of Object.values(material)) if (value?.isTexture) value.dispose();
      material.dispose();
    }
  });
}
