import type { ShaderPatch } from './shader_patch.ts';

/**
 * Cloth. Fibres stand up from it and catch light where it is seen at a slant: for the price of a power what a layer
 * of sheen costs an exponential a lamp. Without it a dark suit is a black hole. The fibres are a little lighter than
 * the cloth, whatever colour it is given; a light cloth needs none.
 */
const FIBRES = `float clothGraze = pow( 1.0 - dotNVms, 2.2 );
reflectedLight.indirectDiffuse += ( diffuseColor.rgb * 0.4 + 0.03 ) * ( irradiance + iblIrradiance ) * ( 0.55 * ( 1.0 - clothLight ) * clothGraze );
reflectedLight.indirectSpecular *= 0.5;`;

/** Wool takes a little of the colour away from a dark dye, and a little of its darkness: its form has to be read. */
const WOOL = `float clothLight = dot( diffuseColor.rgb, vec3( 0.2126, 0.7152, 0.0722 ) );
diffuseColor.rgb = mix( vec3( clothLight ), diffuseColor.rgb, 0.9 ) * mix( 1.15, 1.0, smoothstep( 0.0, 0.2, clothLight ) );
clothLight = smoothstep( 0.0, 0.5, clothLight );`;

/** @param matt true to save the highlights of the lamps, which wool has next to none of */
export function clothPatch(matt: boolean): ShaderPatch {
  return {
    name: matt ? 'cloth-matt' : 'cloth',
    replace: matt ? { highlight: 'const vec3 specularBRDF = vec3( 0.0 );' } : {},
    after: { colour: WOOL, lights: FIBRES },
  };
}
