import type { ShaderPatch } from './shader_patch.ts';

/** Where an eye's image has its iris: centre and radius, in texture coordinates. */
export type Iris = readonly [u: number, v: number, radius: number];

/**
 * An eye. It is shaded by its lids above and at its corners, however the lamps stand; the iris lies behind the cornea
 * and moves against it; a soft window's reflection, fixed to the camera, is there in every shot: eyes without one
 * look dead.
 */
const LIDS = `float eyeLids = mix( 0.5, 1.0, smoothstep( 0.05, 0.7, dotNVms ) ) * mix( 1.0, 0.62, smoothstep( 0.12, 0.62, geometryNormal.y ) );
reflectedLight.directDiffuse *= eyeLids;
reflectedLight.indirectDiffuse *= eyeLids;
`;
const WINDOW = `vec2 eyeAt = geometryNormal.xy - vec2( 0.20, 0.26 );
float eyeWindow = smoothstep( 0.075, 0.045, abs( eyeAt.x ) ) * smoothstep( 0.095, 0.06, abs( eyeAt.y ) );
float eyeBounce = 0.10 * smoothstep( 0.16, 0.03, length( geometryNormal.xy - vec2( -0.24, -0.28 ) ) );
totalEmissiveRadiance += vec3( 0.95, 0.97, 1.0 ) * ( 0.85 * eyeWindow + eyeBounce ) * step( 0.0, geometryNormal.z );`;

/** Shifts the image of the iris by where the eye is seen from, and darkens its rim. Needs no tangents. */
function depth([u, v, radius]: Iris): string {
  return `#ifdef USE_MAP
{
  vec2 irisAt = vMapUv - vec2( ${u.toFixed(4)}, ${v.toFixed(4)} );
  float irisR = length( irisAt ) / ${radius.toFixed(4)};
  if ( irisR < 1.25 ) {
    vec3 px = dFdx( - vViewPosition ), py = dFdy( - vViewPosition );
    vec2 ux = dFdx( vMapUv ), uy = dFdy( vMapUv );
    vec3 seen = normalize( vViewPosition );
    float det = ux.x * uy.y - ux.y * uy.x;
    vec3 pu = ( px * uy.y - py * ux.y ) / det, pv = ( py * ux.x - px * uy.x ) / det;
    vec2 shift = vec2( dot( seen, pu ) / dot( pu, pu ), dot( seen, pv ) / dot( pv, pv ) );
    float within = smoothstep( 1.2, 0.75, irisR );
    diffuseColor = vec4( diffuse, opacity ) * texture2D( map, vMapUv - shift * 0.0011 * within );
    diffuseColor.rgb *= mix( 1.0, 0.55, smoothstep( 0.78, 0.98, irisR ) * smoothstep( 1.22, 1.02, irisR ) );
  }
}
#endif`;
}

/** @param shelled true where a film of the model's own carries the lids' shadow */
export function eyePatch(iris: Iris | null, shelled: boolean): ShaderPatch {
  const lights = (shelled ? '' : LIDS) + WINDOW;
  return {
    name: `eye ${iris ?? ''} ${shelled}`,
    after: iris ? { map: depth(iris), lights } : { lights },
  };
}
