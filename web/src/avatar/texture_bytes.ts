import type { Mesh, Object3D, Texture } from 'three';

const BYTES_A_TEXEL = 4;
/** A quarter, and a quarter of that, and so on. */
const SMALLER_IMAGES = 4 / 3;

/** About how much memory of the graphics card the images of a model take, uncompressed, with their smaller versions. */
export function textureBytes(model: Object3D): number {
  const images = new Set<unknown>();
  let bytes = 0;
  model.traverse((node) => {
    const { material } = node as Mesh;
    if (!(node as Mesh).isMesh) return;
    for (const one of Array.isArray(material) ? material : [material]) {
      for (const value of Object.values(one)) {
        const texture = value as Texture | null;
        if (!texture?.isTexture || images.has(texture.source)) continue;
        images.add(texture.source);
        const { width = 0, height = 0 } = (texture.image ?? {}) as { width?: number; height?: number };
        bytes += width * height * BYTES_A_TEXEL * (texture.generateMipmaps ? SMALLER_IMAGES : 1);
      }
    }
  });
  return Math.round(bytes);
}
