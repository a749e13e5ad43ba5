import {
  BackSide,
  BoxGeometry,
  Color,
  DirectionalLight,
  HemisphereLight,
  Mesh,
  MeshBasicMaterial,
  PlaneGeometry,
  PMREMGenerator,
  Scene,
  type WebGLRenderer,
  type WebGLRenderTarget,
} from 'three';
import { disposeModel } from './dispose.ts';
import type { TierSettings } from './tier_settings.ts';

const ENVIRONMENT_BLUR = 0.03;

/** A light of the portrait set-up: colour, intensity, where it stands relative to the face, in metres. */
const KEY = { color: 0xfff1e2, intensity: 1.75, from: [0.9, 0.7, 1.6] } as const;
const FILL = { color: 0xdfe9ff, intensity: 0.55, from: [-1.4, 0.2, 1.2] } as const;
const RIM = { color: 0xffffff, intensity: 1.15, from: [-0.6, 0.6, -1.6] } as const;
const HAIR = { color: 0xffead2, intensity: 0.5, from: [0.9, 0.9, -1.3] } as const;

/** Soft boxes of the environment that eyes, hair and cloth reflect: size, place, brightness. */
const SOFT_BOXES: readonly {
  readonly size: readonly [number, number];
  readonly at: readonly [number, number, number];
  readonly light: readonly [number, number, number];
}[] = [
  { size: [3, 4], at: [4, 3, 4], light: [9, 8.6, 8] },
  { size: [2.5, 5], at: [-5, 2, 2.5], light: [3, 3.3, 3.8] },
  { size: [6, 2.5], at: [0, 4.9, 0], light: [5, 5, 5] },
  { size: [2, 4], at: [-3.5, 2.5, -4.5], light: [7, 7, 7.4] },
];

const LAMPS = [KEY, RIM, FILL, HAIR] as const;

/** Key, fill, rim and hair light of a portrait, following the face's height, and what eyes and cloth reflect. */
export class Studio {
  private readonly lights: readonly DirectionalLight[];
  private readonly scene: Scene;
  /** Stands in for the surroundings where they cost too much. */
  private readonly sky = new HemisphereLight(0xf2f5ff, 0xb0a49c, 2.1);
  private surroundings: WebGLRenderTarget | null = null;
  private texels = -1;
  private scale = 1;

  constructor(scene: Scene) {
    this.scene = scene;
    this.lights = LAMPS.map(({ color, intensity }) => new DirectionalLight(color, intensity));
    scene.add(this.sky);
    for (const light of this.lights) scene.add(light, light.target);
    const { shadow } = this.lights[0]!;
    shadow.bias = -0.0005;
    shadow.normalBias = 0.004;
    shadow.radius = 4;
    this.aim(1.45, 1.7);
  }

  /** Points the lights at a face `faceHeight` metres above the ground, on a figure of `height` metres. */
  aim(faceHeight: number, height: number): void {
    const scale = Math.max(height / 1.65, 1e-3);
    this.scale = scale;
    LAMPS.forEach(({ from: [x, y, z] }, i) => {
      const light = this.lights[i]!;
      light.position.set(x * scale, faceHeight + y * scale, z * scale);
      light.target.position.set(0, faceHeight - 0.06 * scale, 0);
      light.target.updateMatrixWorld();
    });
    this.cover(0.6 * scale);
  }

  /** Spreads the key light's shadow over as much of the figure as a shot of this height shows. */
  cover(heightMetres: number): void {
    const { camera } = this.lights[0]!.shadow;
    const { scale } = this;
    const below = Math.min(1.75 * scale, Math.max(0.45 * scale, heightMetres));
    camera.left = -0.5 * scale;
    camera.right = 0.5 * scale;
    camera.top = 0.42 * scale;
    camera.bottom = -below;
    camera.near = 0.3 * scale;
    camera.far = 5 * scale;
    camera.updateProjectionMatrix();
  }

  /** Lights as richly as a tier affords. */
  setTier(renderer: WebGLRenderer, { shadowTexels, lamps, environmentTexels }: TierSettings): void {
    this.lights.forEach((light, i) => {
      light.visible = i < lamps;
    });
    const key = this.lights[0]!;
    key.castShadow = shadowTexels > 0;
    if (key.shadow.mapSize.x !== shadowTexels) {
      key.shadow.mapSize.set(shadowTexels, shadowTexels);
      key.shadow.dispose();
      key.shadow.map = null;
    }
    if (this.texels !== environmentTexels) {
      this.texels = environmentTexels;
      this.lightEnvironment(renderer);
    }
  }

  /** Renders the reflections. Called again after a lost context, which takes render targets with it. */
  lightEnvironment(renderer: WebGLRenderer): void {
    this.surroundings?.dispose();
    this.surroundings = null;
    this.scene.environment = null;
    this.sky.visible = this.texels === 0;
    if (this.texels === 0) return;
    const room = new Scene();
    const box = new BoxGeometry(14, 10, 14);
    const walls = new Mesh(box, new MeshBasicMaterial({ color: new Color(0.62, 0.64, 0.68), side: BackSide }));
    walls.position.y = 1;
    room.add(walls);
    for (const { size, at, light } of SOFT_BOXES) {
      const panel = new Mesh(new PlaneGeometry(...size), new MeshBasicMaterial({ color: new Color(...light) }));
      panel.position.set(...at);
      panel.lookAt(0, 0, 0);
      room.add(panel);
    }
    const generator = new PMREMGenerator(renderer);
    this.surroundings = generator.fromScene(room, ENVIRONMENT_BLUR, 0.1, 100, { size: this.texels });
    this.scene.environment = this.surroundings.texture;
    this.scene.environmentIntensity = 0.42;
    generator.dispose();
    disposeModel(room);
  }

  dispose(): void {
    this.surroundings?.dispose();
    for (const light of this.lights) light.dispose();
  }
}
