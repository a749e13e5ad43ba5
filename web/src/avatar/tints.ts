import { Color, type Mesh, type MeshStandardMaterial, type Object3D } from 'three';
import type { ModelTint } from './manifest.ts';

/** Gives the materials of a tint a colour (a CSS colour, as of an sRGB screen). */
export function applyTint(model: Object3D, { materials }: ModelTint, colour: string): void {
  const wanted = new Color(colour);
  const done = new Set<unknown>();
  model.traverse((node) => {
    const { material } = node as Mesh;
    if (!(node as Mesh).isMesh) return;
    for (const one of (Array.isArray(material) ? material : [material]) as MeshStandardMaterial[]) {
      if (done.has(one) || !materials.includes(one.name) || !one.color) continue;
      done.add(one);
      one.color.copy(wanted);
    }
  });
}
