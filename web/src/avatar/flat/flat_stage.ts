import { Damper } from '../../core/damper.ts';
import type { Theatre } from '../actor.ts';
import { FramePace } from '../frame_pace.ts';
import { findModel, type ModelManifest } from '../manifest.ts';
import type { ShotName } from '../shots.ts';
import { FlatPerformer } from './flat_performer.ts';
import { add } from './svg.ts';

/** What each shot shows of the drawing: x, y, width, height in its units. */
const SHOTS: { readonly [shot in ShotName]: readonly [number, number, number, number] } = {
  full: [0, -40, 400, 620],
  mid: [0, -10, 400, 580],
  upper: [22, 0, 356, 480],
  head: [72, 12, 256, 336],
};
const SETTLE_SECONDS = 0.9;
const LONGEST_STEP_SECONDS = 0.1;
/** Enough for lips, and half the work of a screen's 60. */
const DEFAULT_FPS = 30;

export interface FlatStageOptions {
  /** Frames a second at most; 30 where nothing is said. */
  readonly maxFps?: number;
  readonly reducedMotion?: boolean;
  readonly shot?: ShotName;
  /** Once per drawn frame while the page is visible; the step is clamped to 0.1 s. */
  readonly tick: (dtSeconds: number) => void;
}

/** A sheet on which a figure is drawn in SVG, where three's stage is not to be had. Draws over the page, as that does. */
export class FlatStage implements Theatre {
  readonly canvas: HTMLElement;
  readonly tier = 'low';
  readonly triangles = 0;
  drawn = 0;
  fps = 0;
  reducedMotion: boolean;
  private readonly options: FlatStageOptions;
  private readonly svg: SVGElement;
  private readonly pace: FramePace;
  private readonly view = new Damper(4);
  private readonly seeing: IntersectionObserver;
  private shotName: ShotName;
  private inView = true;
  private handle = 0;
  private lastMs = -1;

  constructor(container: HTMLElement, options: FlatStageOptions) {
    this.options = options;
    this.reducedMotion = options.reducedMotion ?? false;
    this.pace = new FramePace(options.maxFps || DEFAULT_FPS);
    const canvas = document.createElement('div');
    // A layer of its own: what is behind it is not painted anew with every frame.
    canvas.style.cssText = 'display:block;width:100%;height:100%;overflow:hidden;will-change:transform';
    this.canvas = canvas;
    // In a shadow of its own, where no style of the host's page for `svg` or `path` reaches it.
    this.svg = add(canvas.attachShadow({ mode: 'open' }), 'svg', {
      preserveAspectRatio: 'xMidYMax meet',
      'aria-hidden': 'true',
    });
    this.svg.style.cssText = 'display:block;width:100%;height:100%';
    this.shotName = options.shot || 'upper';
    this.setShot(this.shotName, true);
    container.appendChild(canvas);
    this.seeing = new IntersectionObserver(([entry]) => {
      this.inView = entry?.isIntersecting ?? true;
    });
    this.seeing.observe(container);
    this.handle = requestAnimationFrame(this.frame);
  }

  /**
   * Draws the figure of a model. One whose manifest cannot be had is drawn all the same: whoever falls back to a
   * drawing should see somebody.
   */
  async load(url: string): Promise<FlatPerformer> {
    let manifest: ModelManifest;
    try {
      manifest = (await findModel(url)).manifest;
    } catch {
      manifest = { name: 'pip', title: 'Pip', files: {} };
    }
    this.canvas.setAttribute('role', 'img');
    this.canvas.setAttribute('aria-label', manifest.title ?? manifest.name);
    return new FlatPerformer(this.svg, manifest);
  }

  get shot(): ShotName {
    return this.shotName;
  }

  setShot(name: ShotName, cut = false): void {
    this.shotName = name;
    this.view.targets.set(SHOTS[name]);
    if (!cut && !this.reducedMotion) return;
    this.view.settle();
    this.frameView();
  }

  destroy(): void {
    cancelAnimationFrame(this.handle);
    this.seeing.disconnect();
    this.canvas.remove();
  }

  private readonly frame = (nowMs: number): void => {
    this.handle = requestAnimationFrame(this.frame);
    if (!this.pace.due(nowMs)) return;
    const elapsed = this.lastMs < 0 ? 0 : (nowMs - this.lastMs) / 1000;
    this.lastMs = nowMs;
    const dt = Math.min(LONGEST_STEP_SECONDS, Math.max(0, elapsed));
    this.options.tick(dt);
    if (!this.inView) return;
    this.view.step(dt, SETTLE_SECONDS);
    this.frameView();
    this.drawn++;
    if (elapsed > 0) this.fps += (1 / elapsed - this.fps) * 0.05;
  };

  private frameView(): void {
    const box = Array.from(this.view.values, (value) => Math.round(value * 10) / 10).join(' ');
    if (this.svg.getAttribute('viewBox') !== box) this.svg.setAttribute('viewBox', box);
  }
}
