import type { ShaderPatch } from './shader_patch.ts';

/**
 * Skin. Light that goes in beside the terminator comes out red: the diffuse light wraps round, by colour; a wrapped
 * highlight would speckle, so only that. Down and oil give a grazing velvet, without which a face looks like chalk.
 */
const WRAP = 'vec3( 0.30, 0.11, 0.06 )';

const DIFFUSE = `vec3 skinLight = clamp( ( vec3( dot( geometryNormal, directLight.direction ) ) + ${WRAP} ) / ( 1.0 + ${WRAP} ), 0.0, 1.0 ) * directLight.color;
reflectedLight.directDiffuse += skinLight * diffuseBRDF`;

const VELVET = `float skinGraze = pow( 1.0 - dotNVms, 3.0 );
reflectedLight.indirectDiffuse += diffuseColor.rgb * vec3( 1.0, 0.86, 0.8 ) * ( irradiance + iblIrradiance ) * ( 0.10 * skinGraze );`;

/** A second, tighter highlight over the broad one: a skin's oil over its roughness. */
const TWO_LOBES = `PhysicalMaterial oil = material;
oil.roughness = material.roughness * 0.58;
vec3 specularBRDF = mix( BRDF_GGX( directLight.direction, geometryViewDir, geometryNormal, material ), BRDF_GGX( directLight.direction, geometryViewDir, geometryNormal, oil ), 0.22 );`;

export function skinPatch(fine: boolean): ShaderPatch {
  return {
    name: fine ? 'skin-fine' : 'skin',
    replace: fine ? { diffuse: DIFFUSE, highlight: TWO_LOBES } : { diffuse: DIFFUSE },
    after: { lights: VELVET },
  };
}
