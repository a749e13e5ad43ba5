import {
  BackSide,
  BoxGeometry,
  Color,
  DirectionalLight,
  Mesh,
  MeshBasicMaterial,
  PlaneGeometry,
  PMREMGenerator,
  Scene,
  type Texture,
  type WebGLRenderer,
} from 'three';
import { disposeModel } from './dispose.ts';

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

/** Key, fill, rim and hair light of a portrait, following the face's height. */
export class Studio {
  private readonly lights: DirectionalLight[] = [];
  readonly key: DirectionalLight;

  private readonly scene: Scene;

  constructor(scene: Scene) {
    this.scene = scene;
    for (const { color, intensity } of [KEY, FILL, RIM, HAIR]) this.lights.push(new DirectionalLight(color, intensity));
    this.key = this.lights[0]!;
    for (const light of this.lights) scene.add(light, light.target);
    const { shadow } = this.key;
    shadow.mapSize.set(1024, 1024);
    shadow.bias = -0.0005;
    shadow.normalBias = 0.004;
    shadow.radius = 5;
    this.key.castShadow = true;
    this.aim(1.45, 1.7);
  }

  /** Points the lights at a face `faceHeight` metres above the ground, on a figure of `height` metres. */
  aim(faceHeight: number, height: number): void {
    const scale = Math.max(height / 1.65, 1e-3);
    [KEY, FILL, RIM, HAIR].forEach(({ from: [x, y, z] }, i) => {
      const light = this.lights[i]!;
      light.position.set(x * scale, faceHeight + y * scale, z * scale);
      light.target.position.set(0, faceHeight - 0.06 * scale, 0);
      light.target.updateMatrixWorld();
    });
    const camera = this.key.shadow.camera;
    camera.left = -0.5 * scale;
    camera.right = 0.5 * scale;
    camera.top = 0.42 * scale;
    camera.bottom = -0.7 * scale;
    camera.near = 0.3 * scale;
    camera.far = 5 * scale;
    camera.updateProjectionMatrix();
  }

  /** Renders the reflections. Called again after a lost context, which takes render targets with it. */
  lightEnvironment(renderer: WebGLRenderer): void {
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
    const before: Texture | null = this.scene.environment;
    this.scene.environment = generator.fromScene(room, ENVIRONMENT_BLUR).texture;
    this.scene.environmentIntensity = 0.42;
    before?.dispose();
    generator.dispose();
    disposeModel(room);
  }
}
