import { NeutralToneMapping, type Object3D, PerspectiveCamera, Scene, Vector3, WebGLRenderer } from 'three';
import type { Theatre } from './actor.ts';
import { disposeModel } from './dispose.ts';
import { FramePace } from './frame_pace.ts';
import type { ContactShadow } from './ground.ts';
import type { Look } from './look.ts';
import type { ModelManifest } from './manifest.ts';
import { ModelError } from './model_error.ts';
import type { Shot, ShotName } from './shots.ts';
import { openCanvas, type StageCanvas } from './stage_canvas.ts';
import type { Studio } from './studio.ts';
import type { TierSettings } from './tier_settings.ts';
import type { Tier } from './tiers.ts';

const FOV_DEGREES = 22;
/** Camera moves settle to within 2 % in this time. */
const SETTLE_SECONDS = 0.9;
const LONGEST_STEP_SECONDS = 0.1;
/** A host may hide the canvas by a style, which nothing tells: it is asked for every so many frames. */
const LOOK_AT_STYLE_FRAMES = 12;

export interface StageOptions {
  /** Frames a second at most; 0 for as many as the screen shows. */
  readonly maxFps?: number;
  readonly maxPixelRatio?: number;
  readonly reducedMotion?: boolean;
  /** Where to draw, if that is open already; by default a canvas is opened in the container. */
  readonly canvas?: StageCanvas;
  /** To begin with. Edges are smoothed from the start or never: not on the lowest tier. */
  readonly tier?: Tier;
}

/** What the stage asks of its owner. */
export interface StageCallbacks {
  /** Once per drawn or skipped animation frame while the page is visible; the step is clamped to 0.1 s. */
  readonly tick: (dtSeconds: number) => void;
  readonly contextLost: () => void;
  /** After each drawn frame: its time, and how much of it was spent in our own code. */
  readonly drawnFrame?: (nowMs: number, busyMs: number) => void;
}

/** Renderer, scene, light and camera. Draws over the page: the canvas is transparent. */
export class Stage implements Theatre {
  readonly scene = new Scene();
  readonly camera = new PerspectiveCamera(FOV_DEGREES, 1, 0.05, 30);
  readonly renderer: WebGLRenderer;
  readonly pace: FramePace;
  /** True when edges are smoothed: a pixel of the canvas has several samples. */
  readonly multisampled: boolean;
  private readonly container: HTMLElement;
  private readonly callbacks: StageCallbacks;
  private readonly options: StageOptions;
  reducedMotion: boolean;
  private studio: Studio | null = null;
  private ground: ContactShadow | null = null;
  private readonly resizing: ResizeObserver;
  private readonly seeing: IntersectionObserver;
  private model: Object3D | null = null;
  private frameShot: Look['frameShot'] | null = null;
  private shots: Partial<Record<ShotName, Shot>> = {};
  private shotName: ShotName = 'upper';
  private readonly target = new Vector3(0, 1.35, 0);
  private distance = 2.4;
  private readonly goal = { target: new Vector3(0, 1.35, 0), distance: 2.4 };
  /** What it draws; see {@link setTier}. */
  tier: Tier;
  private settings: TierSettings | null = null;
  private scale = 1;
  private inView = true;
  private styledAway = false;
  private empty = false;
  private asked = 0;
  private lost = false;
  private handle = 0;
  private lastMs = -1;
  /** Frames really drawn. */
  drawn = 0;
  /** Smoothed rate of drawn frames. */
  fps = 0;

  /** @throws ModelError `webgl_unavailable` */
  constructor(container: HTMLElement, callbacks: StageCallbacks, options: StageOptions = {}) {
    this.container = container;
    this.callbacks = callbacks;
    this.options = options;
    this.reducedMotion = options.reducedMotion ?? false;
    this.tier = options.tier ?? 'high';
    this.multisampled = this.tier !== 'low';
    const { element: canvas, context } = options.canvas ?? openCanvas(container, this.multisampled);
    try {
      this.renderer = new WebGLRenderer({ canvas, context });
    } catch (cause) {
      canvas.remove();
      throw new ModelError('webgl_unavailable', `nothing can be drawn with this WebGL2: ${String(cause)}`);
    }
    const { renderer } = this;
    renderer.toneMapping = NeutralToneMapping;
    renderer.toneMappingExposure = 1.02;
    renderer.shadowMap.enabled = true;
    // A head turns slowly: every second frame's shadow is near enough, at half the cost.
    renderer.shadowMap.autoUpdate = false;
    canvas.addEventListener('webglcontextlost', this.onLost);
    canvas.addEventListener('webglcontextrestored', this.onRestored);

    this.pace = new FramePace(options.maxFps ?? 0);

    this.resizing = new ResizeObserver(() => this.resize());
    this.resizing.observe(container);
    this.seeing = new IntersectionObserver(([entry]) => {
      this.inView = entry?.isIntersecting ?? true;
    });
    this.seeing.observe(container);
    this.resize();
    this.handle = requestAnimationFrame(this.frame);
  }

  /** Draws as richly as a tier affords, with a share of its pixels along a side. */
  setTier(tier: Tier, settings: TierSettings, scale = 1): void {
    this.tier = tier;
    this.settings = settings;
    this.scale = scale;
    this.studio?.setTier(this.renderer, settings);
    this.resize();
  }

  /**
   * Puts a model on the stage in place of the one before, which is freed.
   *
   * @param look brings light and shadow; a model without one shines by itself or stays dark
   */
  setModel(model: Object3D, { title, name }: ModelManifest, look: Look | null): void {
    this.clearModel();
    this.model = model;
    this.scene.add(model);
    if (look) {
      const { shots, faceHeight, height, floor, centre } = look.stature();
      this.shots = shots;
      this.frameShot = look.frameShot;
      this.studio ??= look.studio(this.scene);
      this.setTier(look.tier, look.settings);
      this.studio.aim(faceHeight, height);
      this.ground = look.shadow(height / 1.65, floor, centre);
      this.scene.add(this.ground.object);
    }
    // To a screen reader it is an image, as soon as there is something on it that has a name.
    this.canvas.setAttribute('role', 'img');
    this.canvas.setAttribute('aria-label', title ?? name);
    this.setShot(this.shotName, true);
  }

  clearModel(): void {
    if (!this.model) return;
    this.scene.remove(this.model);
    disposeModel(this.model);
    this.model = null;
    if (!this.ground) return;
    this.scene.remove(this.ground.object);
    disposeModel(this.ground.object);
    this.ground = null;
  }

  get canvas(): HTMLElement {
    return this.renderer.domElement;
  }

  get shot(): ShotName {
    return this.shotName;
  }

  /** Moves the camera to a shot; at once for visitors who asked for less motion. */
  setShot(name: ShotName, cut = false): void {
    this.shotName = name;
    const shot = this.shots[name];
    if (!shot || !this.frameShot) return;
    const { target, distance } = this.frameShot(name, shot, this.camera.aspect, FOV_DEGREES);
    this.goal.target.set(...target);
    this.goal.distance = distance;
    this.studio?.cover(shot.height_m);
    if (cut || this.reducedMotion) this.placeCamera(1);
  }

  /** Triangles of the last drawn frame. */
  get triangles(): number {
    return this.renderer.info.render.triangles;
  }

  destroy(): void {
    cancelAnimationFrame(this.handle);
    this.resizing.disconnect();
    this.seeing.disconnect();
    this.clearModel();
    this.studio?.dispose();
    const canvas = this.renderer.domElement;
    canvas.removeEventListener('webglcontextlost', this.onLost);
    canvas.removeEventListener('webglcontextrestored', this.onRestored);
    this.renderer.dispose();
    this.renderer.forceContextLoss();
    canvas.remove();
  }

  private readonly frame = (nowMs: number): void => {
    this.handle = requestAnimationFrame(this.frame);
    if (!this.pace.due(nowMs)) return;
    const elapsed = this.lastMs < 0 ? 0 : (nowMs - this.lastMs) / 1000;
    this.lastMs = nowMs;
    const dt = Math.min(LONGEST_STEP_SECONDS, Math.max(0, elapsed));
    this.callbacks.tick(dt);
    if (this.lost || !this.seen()) return;
    this.placeCamera(1 - Math.exp((-4 * dt) / SETTLE_SECONDS));
    this.renderer.shadowMap.needsUpdate = this.drawn % (this.settings?.shadowEvery ?? 1) === 0;
    this.ground?.update();
    this.renderer.render(this.scene, this.camera);
    this.drawn++;
    if (elapsed > 0) this.fps += (1 / elapsed - this.fps) * 0.05;
    this.callbacks.drawnFrame?.(nowMs, performance.now() - nowMs);
  };

  /** False while the tab, the page's layout, a style or the scroll position hides the picture. */
  private seen(): boolean {
    if (this.asked++ % LOOK_AT_STYLE_FRAMES === 0)
      this.styledAway = getComputedStyle(this.container).visibility === 'hidden';
    return this.inView && !this.styledAway && !this.empty && !document.hidden;
  }

  private placeCamera(share: number): void {
    this.target.lerp(this.goal.target, share);
    this.distance += (this.goal.distance - this.distance) * share;
    // A touch above eye height, looking level: the line of a portrait lens.
    this.camera.position.set(this.target.x, this.target.y + this.distance * 0.012, this.target.z + this.distance);
    this.camera.lookAt(this.target);
  }

  private resize(): void {
    const { clientWidth: width, clientHeight: height } = this.container;
    this.empty = width === 0 || height === 0;
    if (this.empty) return;
    const { renderer, camera } = this;
    const most = Math.min(this.options.maxPixelRatio ?? 4, this.settings?.pixelRatio ?? 1);
    renderer.setPixelRatio(Math.min(window.devicePixelRatio || 1, most) * this.scale);
    renderer.setSize(width, height, false);
    if (camera.aspect !== width / height) {
      camera.aspect = width / height;
      camera.updateProjectionMatrix();
      this.setShot(this.shotName, true);
    }
    // A resized canvas is blank until it is drawn again.
    if (this.drawn > 0 && !this.lost) renderer.render(this.scene, camera);
  }

  private readonly onLost = (event: Event): void => {
    event.preventDefault();
    this.lost = true;
    this.callbacks.contextLost();
  };

  private readonly onRestored = (): void => {
    this.lost = false;
    this.studio?.lightEnvironment(this.renderer);
  };
}
