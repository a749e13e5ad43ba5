import { type Material, ShaderChunk, type WebGLProgramParametersWithUniforms } from 'three';

/**
 * Places in three's physical shading where ours goes in. Each stands exactly once in the named chunk, or in the
 * fragment shader itself; a test notices when three changes one.
 */
export const PLACES = {
  /** A lamp's diffuse light is added. */
  diffuse: ['lights_physical_pars_fragment', 'reflectedLight.directDiffuse += irradiance * diffuseBRDF'],
  /** A lamp's highlight is worked out. */
  highlight: [
    'lights_physical_pars_fragment',
    'vec3 specularBRDF = BRDF_GGX( directLight.direction, geometryViewDir, geometryNormal, material );',
  ],
  /** A lamp's highlight is added. */
  specular: [
    'lights_physical_pars_fragment',
    'reflectedLight.directSpecular += irradiance * specularBRDF * material.multiScatteringCompensation;',
  ],
} as const;

/** Points of the fragment shader's main function, in order, by the include that comes before ours. */
export const AFTER = {
  map: '#include <map_fragment>',
  colour: '#include <color_fragment>',
  cutOut: '#include <alphatest_fragment>',
  normal: '#include <normal_fragment_maps>',
  lights: '#include <lights_fragment_end>',
} as const;

/** GLSL of ours by place; what stands at a place of PLACES is replaced, what follows one of AFTER is added. */
export interface ShaderPatch {
  /** Part of the key of the compiled program: equal names must mean equal patches. */
  readonly name: string;
  /** Declarations, before everything of three's lighting. */
  readonly declarations?: string;
  readonly replace?: Partial<Record<keyof typeof PLACES, string>>;
  readonly after?: Partial<Record<keyof typeof AFTER, string>>;
  /** Before the main function of the vertex shader, and inside it, after the vertex is begun. */
  readonly vertex?: { readonly declarations: string; readonly body: string };
  readonly uniforms?: Readonly<Record<string, { value: unknown }>>;
}

const LIGHTING = '#include <lights_physical_pars_fragment>';
const BEGIN = '#include <begin_vertex>';

/** Lets a material be shaded by three with a patch of ours. */
export function patchShader(material: Material, patch: ShaderPatch): void {
  material.onBeforeCompile = (shader) => applyPatch(shader, patch);
  material.customProgramCacheKey = () => patch.name;
}

/** Puts a patch into a shader that is about to be compiled. */
export function applyPatch(
  shader: Pick<WebGLProgramParametersWithUniforms, 'vertexShader' | 'fragmentShader' | 'uniforms'>,
  { declarations = '', replace = {}, after = {}, vertex, uniforms = {} }: ShaderPatch,
): void {
  let lighting: string = ShaderChunk.lights_physical_pars_fragment;
  for (const place of Object.keys(replace) as (keyof typeof PLACES)[])
    lighting = lighting.replace(PLACES[place][1], () => replace[place]!);
  let fragment = shader.fragmentShader.replace(LIGHTING, () => `${declarations}\n${lighting}`);
  for (const point of Object.keys(after) as (keyof typeof AFTER)[])
    fragment = fragment.replace(AFTER[point], (include) => `${include}\n${after[point]}`);
  shader.fragmentShader = fragment;
  if (vertex) {
    shader.vertexShader = vertex.declarations + shader.vertexShader.replace(BEGIN, `${BEGIN}\n${vertex.body}`);
  }
  Object.assign(shader.uniforms, uniforms);
}
