import {
  CustomBlending,
  type Material,
  type Mesh,
  MeshBasicMaterial,
  type MeshPhysicalMaterial,
  type MeshStandardMaterial,
  type Object3D,
  OneFactor,
  OneMinusSrcAlphaFactor,
  ZeroFactor,
} from 'three';
import { clothPatch } from './cloth_shader.ts';
import { eyePatch, type Iris } from './eye_shader.ts';
import { hairPatch } from './hair_shader.ts';
import { kindOf, type MaterialKind } from './material_kind.ts';
import { mattOf, richOf } from './matt.ts';
import { mouthPatch } from './mouth_shader.ts';
import { patchShader } from './shader_patch.ts';
import { skinPatch } from './skin_shader.ts';
import { TIER_SETTINGS } from './tier_settings.ts';
import type { Tier } from './tiers.ts';

/** Thin things before the skin, in the order in which they lie on it. */
const LAYER: Partial<Record<MaterialKind, number>> = { eye_shell: 1, brow: 1, lash: 2 };

/**
 * Gives a loaded model's meshes and materials the shading of what they are, as rich as a tier affords. It may be
 * called again for another tier.
 *
 * @param mouthOpen how far the lips stand apart, 0 to 1: shared, and written every frame
 * @param multisampled true on a canvas whose pixels have several samples
 */
export function dressModel(model: Object3D, tier: Tier, mouthOpen: { value: number }, multisampled: boolean): void {
  const dressed = new Map<Material, Material>();
  let shelled = false;
  model.traverse((node) => {
    for (const material of materialsOf(node as Mesh)) shelled ||= kindOf(material) === 'eye_shell';
  });
  model.traverse((node) => {
    const mesh = node as Mesh;
    if (!mesh.isMesh) return;
    // Bounds are those of the rest pose: a skinned or morphed face near the edge would vanish.
    mesh.frustumCulled = false;
    const dress = (material: Material): Material => {
      const known = dressed.get(material);
      if (known) return known;
      const made = dressMaterial(richOf(material) as MeshStandardMaterial, mesh, tier, mouthOpen, shelled);
      dressed.set(material, made);
      return made;
    };
    mesh.material = Array.isArray(mesh.material) ? mesh.material.map(dress) : dress(mesh.material);
    const materials = materialsOf(mesh);
    if (multisampled) for (const material of materials) if (material.alphaTest > 0) softenCutOut(material);
    const shades = materials.every((material) => !material.transparent && material.userData.noShadow !== true);
    const inside = materials.some((material) => /teeth|tongue|eye/.test(kindOf(material)));
    mesh.castShadow = shades && !inside;
    mesh.receiveShadow = shades;
    mesh.renderOrder = Math.max(...materials.map((material) => LAYER[kindOf(material)] ?? 0));
    // What cut-outs are blended over has to be there already: all that is solid, then the hair beneath, then the locks.
    if (materials.some((material) => material.alphaTest > 0))
      mesh.renderOrder = mesh.geometry.attributes.tangent ? 2 : 1;
    // Loose hairs are many layers of next to nothing.
    if (materials.every((material) => material.transparent && kindOf(material) === 'hair'))
      mesh.visible = tier !== 'low';
  });
}

function materialsOf({ material }: Mesh): readonly Material[] {
  return Array.isArray(material) ? material : material ? [material] : [];
}

/** What dressing takes away, to be given back before it is dressed for another tier. */
const AS_LOADED = ['normalMap', 'clearcoat', 'sheen', 'anisotropy'] as const;
const loaded = new WeakMap<Material, Partial<Record<(typeof AS_LOADED)[number], unknown>>>();

function undress(material: Material): void {
  const before = loaded.get(material);
  if (before) {
    Object.assign(material, before);
    material.needsUpdate = true;
    return;
  }
  const values = material as unknown as Record<string, unknown>;
  loaded.set(material, Object.fromEntries(AS_LOADED.filter((key) => key in values).map((key) => [key, values[key]])));
}

function dressMaterial(
  material: MeshStandardMaterial,
  mesh: Mesh,
  tier: Tier,
  mouthOpen: { value: number },
  shelled: boolean,
): Material {
  undress(material);
  const { fine } = TIER_SETTINGS[tier];
  const kind = kindOf(material);
  const { map, normalMap } = material;
  for (const texture of [map, normalMap]) if (texture) texture.anisotropy = tier === 'low' ? 1 : 4;
  if (!material.isMeshStandardMaterial) return material;
  if (tier === 'low') {
    const matt = mattOf(material, kind);
    if (matt !== material) {
      if (kind === 'lash' || kind === 'brow') layOnSkin(matt);
      return matt;
    }
  }
  const physical = material as MeshPhysicalMaterial;
  if (tier === 'low') {
    material.normalMap = null;
    physical.clearcoat = 0;
  }
  switch (kind) {
    case 'skin':
      patchShader(material, skinPatch(fine));
      break;
    case 'eye':
      patchShader(material, eyePatch(irisOf(material), shelled));
      break;
    case 'hair':
      patchShader(material, hairPatch(strandOf(physical)));
      physical.anisotropy = 0;
      break;
    case 'cloth':
      patchShader(material, clothPatch(tier === 'low'));
      physical.sheen = 0;
      break;
    case 'teeth':
    case 'tongue': {
      mesh.geometry.computeBoundingBox();
      const { min, max } = mesh.geometry.boundingBox!;
      patchShader(material, mouthPatch(mouthOpen, max.z, min.z));
      break;
    }
    case 'lash':
    case 'brow':
      layOnSkin(material);
      break;
    case 'eye_shell':
      return shadowOf(material);
  }
  return material;
}

/**
 * Hair cards: the multisampled edge is smooth where a plain cut-out is stairs. Its fragments carry an alpha below 1,
 * which on a transparent canvas would let the page shine through: so they are blended over what lies behind.
 */
function softenCutOut(material: Material): void {
  material.alphaToCoverage = true;
  material.premultipliedAlpha = true;
  material.blending = CustomBlending;
  material.blendSrc = OneFactor;
  material.blendDst = OneMinusSrcAlphaFactor;
}

/** A thin layer on the skin: never in it, hiding nothing of what lies behind, and without a shadow. */
function layOnSkin(material: Material): void {
  material.depthWrite = false;
  material.polygonOffset = true;
  material.polygonOffsetFactor = -1;
  material.polygonOffsetUnits = -1;
}

/** The lids' shadow on the eye: darkens what lies behind it, takes no light itself, and leaves alpha as it is. */
function shadowOf(material: MeshStandardMaterial): Material {
  const { name, map, color, opacity, vertexColors, side, userData } = material;
  const shadow = new MeshBasicMaterial({ name, map, color, opacity, vertexColors, side, transparent: true });
  shadow.userData = userData;
  shadow.toneMapped = false;
  layOnSkin(shadow);
  shadow.blending = CustomBlending;
  shadow.blendSrcAlpha = ZeroFactor;
  shadow.blendDstAlpha = OneFactor;
  material.dispose();
  return shadow;
}

/** glTF's anisotropy widens highlights, which lies across the strands; without it they lie along V. */
function strandOf({ anisotropy, anisotropyRotation }: MeshPhysicalMaterial): [number, number] {
  return anisotropy > 0 ? [-Math.sin(anisotropyRotation), Math.cos(anisotropyRotation)] : [0, 1];
}

function irisOf(material: Material): Iris | null {
  const told = (material.userData.visavis as { iris?: unknown } | undefined)?.iris;
  return Array.isArray(told) && told.length === 3 && told.every(Number.isFinite) ? (told as unknown as Iris) : null;
}
