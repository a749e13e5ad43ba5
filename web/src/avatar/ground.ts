import { Mesh, type Object3D, PlaneGeometry, ShaderMaterial, Vector3 } from 'three';

const VERTEX = `varying vec2 at;
void main() {
  vec4 world = modelMatrix * vec4( position, 1.0 );
  at = world.xz;
  gl_Position = projectionMatrix * viewMatrix * world;
}`;

/** The darkness under each foot and under the whole figure, as soft ellipses; what comes out is premultiplied black. */
const FRAGMENT = `varying vec2 at;
uniform vec3 left;
uniform vec3 right;
uniform vec3 body;
float blob( vec2 p, vec2 size, float dark ) {
  vec2 q = p / size;
  return dark * exp( -2.6 * dot( q, q ) );
}
void main() {
  float shade = 1.0
    - ( 1.0 - blob( at - left.xy, vec2( 0.085, 0.17 ) * body.z, 0.5 * left.z ) )
    * ( 1.0 - blob( at - right.xy, vec2( 0.085, 0.17 ) * body.z, 0.5 * right.z ) )
    * ( 1.0 - blob( at - body.xy - vec2( -0.05, -0.03 ) * body.z, vec2( 0.36, 0.27 ) * body.z, 0.3 ) );
  gl_FragColor = vec4( vec3( 0.012, 0.014, 0.022 ) * shade, shade );
}`;

/** A foot this far above the ground, times the figure's size, casts no shadow any more. */
const LIFT = 0.16;
const FEET = [
  ['LeftFoot', 'LeftToeBase', 'mixamorigLeftFoot', 'mixamorigLeftToeBase'],
  ['RightFoot', 'RightToeBase', 'mixamorigRightFoot', 'mixamorigRightToeBase'],
] as const;

/** A soft shadow where a figure stands, which follows its feet: one draw call, and no pass of its own. */
export class ContactShadow {
  readonly object: Mesh<PlaneGeometry, ShaderMaterial>;
  private readonly feet: (readonly Object3D[])[];
  private readonly uniforms: Record<'left' | 'right' | 'body', { value: Vector3 }>;
  private readonly point = new Vector3();
  private readonly rest: readonly number[];

  /**
   * @param size the figure's size beside a person of 1.65 m
   * @param floor height of its soles
   */
  constructor(model: Object3D, size: number, floor: number, [x, z]: readonly [number, number]) {
    this.uniforms = {
      left: { value: new Vector3() },
      right: { value: new Vector3() },
      body: { value: new Vector3(x, z, size) },
    };
    const material = new ShaderMaterial({ vertexShader: VERTEX, fragmentShader: FRAGMENT, uniforms: this.uniforms });
    material.transparent = true;
    material.premultipliedAlpha = true;
    material.depthWrite = false;
    this.object = new Mesh(new PlaneGeometry(1.7 * size, 1.3 * size), material);
    this.object.rotation.x = -Math.PI / 2;
    this.object.position.set(x, floor + 0.002 * size, z);
    this.object.renderOrder = -1;
    this.feet = FEET.map((names) =>
      names.map((name) => model.getObjectByName(name)).filter((node) => node !== undefined),
    );
    this.rest = this.feet.map((nodes) => (nodes[0] ? nodes[0].getWorldPosition(this.point).y : 0));
    this.update();
  }

  /** Looks where the feet are. Allocates nothing. */
  update(): void {
    const { body } = this.uniforms;
    for (let side = 0; side < 2; side++) {
      const at = this.uniforms[side === 0 ? 'left' : 'right'].value;
      const nodes = this.feet[side]!;
      at.set(0, 0, 0);
      if (nodes.length === 0) continue;
      let height = 0;
      for (const node of nodes) {
        this.point.setFromMatrixPosition(node.matrixWorld);
        at.x += this.point.x / nodes.length;
        at.y += this.point.z / nodes.length;
        if (node === nodes[0]) height = this.point.y - this.rest[side]!;
      }
      at.z = Math.max(0, 1 - Math.max(0, height) / (LIFT * body.value.z));
    }
    const [left, right] = [this.uniforms.left.value, this.uniforms.right.value];
    if (this.feet[0]!.length === 0 || this.feet[1]!.length === 0) return;
    body.value.x = (left.x + right.x) / 2;
    body.value.y = (left.y + right.y) / 2;
  }
}
