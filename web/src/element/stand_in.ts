import { FlatStage } from '../avatar/flat/flat_stage.ts';
import type { FlatReason } from './events.ts';
import type { Figure } from './figure.ts';

/** A graphics card that has taken its memory back is waited for this long; then a drawing stands in. */
export const CONTEXT_PATIENCE_MS = 3000;

/**
 * Draws the figure in place of three's stage. One that was lost is waited for first, and takes its place again
 * whenever it comes back.
 */
export async function standIn(figure: Figure, reason: FlatReason): Promise<void> {
  const { stage, parts } = figure;
  const back = stage && returnOf(stage.canvas);
  if (back && (await Promise.race([back, patience()]))) return;
  if (figure.destroyed || figure.drawn) return;

  const { container, options, events } = parts;
  const flat = new FlatStage(container, {
    tick: (dtSeconds) => figure.tick(dtSeconds),
    maxFps: options.maxFps,
    reducedMotion: figure.reducedMotion,
    shot: figure.shot,
  });
  figure.theatre = flat;
  figure.drawn = (url) => flat.load(url);
  if (stage) {
    flat.canvas.style.background = stage.canvas.style.background;
    stage.canvas.style.display = 'none';
    back?.then(() => comeBack(figure, flat));
    // A model that is still on its way is asked for again, and comes as a drawing.
    if (figure.url) await flat.load(figure.url).then((actor) => figure.drawn && figure.act(actor));
  }
  events.emit('figure', { kind: '2d', reason });
}

/** Three's stage draws again. */
function comeBack(figure: Figure, flat: FlatStage): void {
  const { stage, performer, url, parts } = figure;
  if (figure.destroyed || !stage) return;
  figure.drawn = null;
  figure.theatre = stage;
  stage.canvas.style.display = 'block';
  stage.canvas.style.background = flat.canvas.style.background;
  stage.setShot(flat.shot, true);
  flat.destroy();
  if (performer) figure.act(performer);
  else if (url) figure.load(url).catch(() => {});
  parts.events.emit('figure', { kind: '3d', reason: 'context_restored' });
}

function returnOf(canvas: HTMLElement): Promise<true> {
  return new Promise((resolve) => {
    canvas.addEventListener('webglcontextrestored', () => resolve(true), { once: true });
  });
}

function patience(): Promise<false> {
  return new Promise((resolve) => setTimeout(() => resolve(false), CONTEXT_PATIENCE_MS));
}
