import type { Color } from 'three';
import type { ShaderPatch } from './shader_patch.ts';

/**
 * Cloth. Fibres stand up from it and catch light where it is seen at a slant: for the price of a power what a layer
 * of sheen costs an exponential a lamp. Without it a dark suit is a black hole.
 */
const FIBRES = `float clothGraze = pow( 1.0 - dotNVms, 2.2 );
reflectedLight.indirectDiffuse += clothFibres * iblIrradiance * ( 0.55 * clothGraze );
reflectedLight.indirectSpecular *= 0.5;`;

/** @param fibres colour of the fibres' light; shared, so that a tint of the cloth can change it */
export function clothPatch(fibres: Color): ShaderPatch {
  return {
    name: 'cloth',
    declarations: 'uniform vec3 clothFibres;',
    after: { lights: FIBRES },
    uniforms: { clothFibres: { value: fibres } },
  };
}
