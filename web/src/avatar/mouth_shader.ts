import type { ShaderPatch } from './shader_patch.ts';

/**
 * Teeth and tongue. Lamps have no business inside a mouth: it gets darker from its front to its back, and with lips
 * that are nearly shut.
 */
const SHADE = `float mouthShade = mix( 1.0, 0.16, smoothstep( 0.12, 0.9, mouthDepth ) ) * mix( 0.85, 1.0, smoothstep( 0.0, 0.4, mouthOpen ) );
diffuseColor.rgb *= mouthShade * mix( vec3( 1.0, 0.62, 0.55 ), vec3( 1.08, 1.03, 0.97 ), mouthShade );`;

const SPECULAR = `reflectedLight.directSpecular *= mouthShade * 0.6;
reflectedLight.indirectSpecular *= mouthShade * mouthShade * 0.5;`;

/**
 * @param open how far the lips stand apart, 0 to 1; shared, and written every frame
 * @param front depth along Z of the front of the mesh and of its back, in its own units
 */
export function mouthPatch(open: { value: number }, front: number, back: number): ShaderPatch {
  return {
    name: 'mouth',
    declarations: 'uniform float mouthOpen;\nvarying float mouthDepth;',
    vertex: {
      declarations: 'uniform vec2 mouthEnds;\nvarying float mouthDepth;\n',
      body: 'mouthDepth = ( mouthEnds.x - position.z ) / mouthEnds.y;',
    },
    after: { colour: SHADE, lights: SPECULAR },
    uniforms: { mouthOpen: open, mouthEnds: { value: [front, Math.max(1e-9, front - back)] } },
  };
}
