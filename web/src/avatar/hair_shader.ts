import type { ShaderPatch } from './shader_patch.ts';

/**
 * Hair. A strand is a thin cylinder: its highlight runs across the strand's direction, once white from its surface,
 * shifted towards the root, and once in the hair's own brown from inside, wider and shifted towards the tip (after
 * Kajiya and Kay, 1989, and Marschner et al., 2003).
 */
const LOBES = `vec3 hairStrand;
float hairLobe( const in float shift, const in float sharpness, const in vec3 halfway, const in vec3 normal ) {
  float along = dot( normalize( hairStrand + normal * shift ), halfway );
  return smoothstep( -1.0, 0.0, along ) * pow( max( 1.0 - along * along, 0.0 ), 0.5 * sharpness );
}`;

const HIGHLIGHT = `vec3 hairHalfway = normalize( directLight.direction + geometryViewDir );
float hairReach = smoothstep( -0.35, 0.8, dot( geometryNormal, directLight.direction ) );
vec3 specularBRDF = min( 1.0, material.specularF90 * 1.7 ) * ( vec3( 0.03 * hairLobe( -0.08, 60.0, hairHalfway, geometryNormal ) )
  + ( diffuseColorOfHair + 0.012 ) * ( 0.62 * hairLobe( 0.13, 15.0, hairHalfway, geometryNormal ) ) );`;

const SPECULAR = 'reflectedLight.directSpecular += hairReach * directLight.color * specularBRDF;';

/** Light finds its way through a head of hair: it has no hard terminator. */
const DIFFUSE = `float hairWrapped = clamp( ( dot( geometryNormal, directLight.direction ) + 0.35 ) / 1.35, 0.0, 1.0 );
reflectedLight.directDiffuse += hairWrapped * directLight.color * diffuseBRDF`;

/** Far away, smaller images of a card average its strands to less than the threshold: that is made up for. */
const COVERAGE = `#if defined( USE_MAP ) && defined( USE_ALPHATEST )
vec2 hairTexel = vMapUv * vec2( textureSize( map, 0 ) );
vec2 hairDx = dFdx( hairTexel ), hairDy = dFdy( hairTexel );
diffuseColor.a *= 1.0 + 0.2 * max( 0.0, 0.5 * log2( max( dot( hairDx, hairDx ), dot( hairDy, hairDy ) ) ) );
#endif`;

/** Coverage and blending each take a part of alpha; most of it the coverage, for what is covered hides what is behind. */
const SHARED_ALPHA = `#ifdef ALPHA_TO_COVERAGE
diffuseColor.a = pow( diffuseColor.a, 0.35 );
#endif
diffuseColorOfHair = diffuseColor.rgb;`;

const STRAND = `#ifdef USE_TANGENT
hairStrand = normalize( vTangent * strandAlong.x + vBitangent * strandAlong.y );
#else
hairStrand = normalize( vec3( 0.0, 1.0, 0.0 ) - normal * normal.y );
#endif`;

/** Brown even in the reflected surroundings, and no mirror. */
const SURROUNDINGS = 'reflectedLight.indirectSpecular *= diffuseColorOfHair * 3.0 + 0.12;';

/** @param strand the strand's direction in its card, along the tangent and along the bitangent */
export function hairPatch(strand: readonly [number, number]): ShaderPatch {
  const [x, y] = strand.map((part) => part.toFixed(3));
  return {
    name: `hair ${x} ${y}`,
    declarations: `const vec2 strandAlong = vec2( ${x}, ${y} );\nvec3 diffuseColorOfHair;\n${LOBES}`,
    replace: { highlight: HIGHLIGHT, specular: SPECULAR, diffuse: DIFFUSE },
    after: { colour: COVERAGE, cutOut: SHARED_ALPHA, normal: STRAND, lights: SURROUNDINGS },
  };
}
