import {
  CustomBlending,
  type Material,
  type Mesh,
  type MeshStandardMaterial,
  type Object3D,
  OneFactor,
  OneMinusSrcAlphaFactor,
  ShaderChunk,
} from 'three';

/** The line of three's physical lighting that adds a lamp's diffuse light. A test notices when three changes it. */
export const DIFFUSE_TERM = 'reflectedLight.directDiffuse += irradiance * diffuseBRDF';

/** Light that goes in beside the terminator and comes out red: how far it wraps round, by colour. */
const WRAP = 'vec3( 0.30, 0.10, 0.05 )';

const WRAPPED_TERM = `vec3 skinWrap = ${WRAP};
vec3 skinLight = clamp( ( vec3( dot( geometryNormal, directLight.direction ) ) + skinWrap ) / ( 1.0 + skinWrap ), 0.0, 1.0 ) * directLight.color;
reflectedLight.directDiffuse += skinLight * diffuseBRDF`;

/** Prepares a loaded model's meshes and materials for portrait light. */
export function dressModel(model: Object3D): void {
  const seen = new Set<Material>();
  model.traverse((node) => {
    const mesh = node as Mesh;
    if (!mesh.isMesh) return;
    // Bounds are those of the rest pose: a skinned or morphed face near the edge would vanish.
    mesh.frustumCulled = false;
    const materials = Array.isArray(mesh.material) ? mesh.material : [mesh.material];
    const shades = materials.every((material) => !material.transparent && material.userData.noShadow !== true);
    mesh.castShadow = shades;
    mesh.receiveShadow = shades;
    for (const material of materials) {
      if (seen.has(material)) continue;
      seen.add(material);
      dress(material as MeshStandardMaterial);
    }
  });
}

function dress(material: MeshStandardMaterial): void {
  if (material.alphaTest > 0) softenCutOut(material);
  if (/skin|face/i.test(material.name) && material.isMeshStandardMaterial) wrapDiffuse(material);
  const map = material.map;
  if (map) map.anisotropy = 4;
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

/** Lets light wrap softly round skin. Only the diffuse term: a wrapped highlight speckles. */
function wrapDiffuse(material: MeshStandardMaterial): void {
  material.onBeforeCompile = (shader) => {
    shader.fragmentShader = shader.fragmentShader.replace(
      '#include <lights_physical_pars_fragment>',
      ShaderChunk.lights_physical_pars_fragment.replace(DIFFUSE_TERM, WRAPPED_TERM),
    );
  };
  material.customProgramCacheKey = () => 'visavis-skin';
}
