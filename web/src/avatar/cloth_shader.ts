import type { ShaderPatch } from './shader_patch.ts';

/**
 * Cloth. Fibres stand up from it and catch light where it is seen at a slant: for the price of a power what a layer
 * of sheen costs an exponential a lamp. Without it a dark suit is a black hole. The fibres are a little lighter than
 * the cloth, whatever colour it is given.
 */
const FIBRES = `float clothGraze = pow( 1.0 - dotNVms, 2.2 );
reflectedLight.indirectDiffuse += ( diffuseColor.rgb * 0.45 + 0.035 ) * iblIrradiance * ( 0.6 * clothGraze );
reflectedLight.indirectSpecular *= 0.5;`;

export const CLOTH_PATCH: ShaderPatch = { name: 'cloth', after: { lights: FIBRES } };
