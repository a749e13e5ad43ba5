import {
  FrontSide,
  type Material,
  MeshLambertMaterial,
  type MeshPhysicalMaterial,
  type MeshStandardMaterial,
} from 'three';
import type { MaterialKind } from './material_kind.ts';

/** What loses least without highlights. Eyes live by theirs. */
const KINDS: ReadonlySet<MaterialKind> = new Set(['skin', 'hair', 'cloth', 'teeth', 'tongue', 'plain', 'lash', 'brow']);

/** How much of its colour hair shows by itself. */
const HAIR_GLOW = 0.3;

/**
 * The material without highlights, for devices that cannot afford them: light falls on it and nothing is reflected.
 * It holds on to the one it was made from, see {@link richOf}.
 */
export function mattOf(material: MeshStandardMaterial, kind: MaterialKind): Material {
  if (!KINDS.has(kind)) return material;
  const { name, map, alphaTest, transparent, opacity, vertexColors, side, userData } = material;
  const matt = new MeshLambertMaterial({ name, map, alphaTest, transparent, opacity, vertexColors, side });
  matt.color.copy(material.color);
  // Locks, which shine along their strands, lie over hair that is seen from within: their backs are drawn for nothing.
  if (kind === 'hair' && (material as MeshPhysicalMaterial).anisotropy > 0) matt.side = FrontSide;
  // Without the gleam of its strands a head of brown hair is a black one.
  if (kind === 'hair' && map) {
    matt.emissiveMap = map;
    matt.emissive.copy(material.color).multiplyScalar(HAIR_GLOW);
  }
  matt.userData = { ...userData, rich: material };
  return matt;
}

/** The material as it was loaded. A matt one that took its place is freed. */
export function richOf(material: Material): Material {
  const { rich } = material.userData as { rich?: MeshStandardMaterial };
  if (!rich) return material;
  rich.color.copy((material as MeshLambertMaterial).color);
  material.dispose();
  return rich;
}
