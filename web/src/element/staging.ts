import type { ComingModel } from '../avatar/fetch_model.ts';
import { loadPerformer, type Performer } from '../avatar/performer.ts';
import { Stage } from '../avatar/stage.ts';
import type { StageCanvas } from '../avatar/stage_canvas.ts';
import type { Tier } from '../avatar/tiers.ts';
import type { Figure } from './figure.ts';

// What a figure in three dimensions takes, three itself among it: one script, which a page with a drawing never fetches.

/** Opens three's stage on a canvas. Throws ModelError `webgl_unavailable`. */
export function openStage(figure: Figure, canvas: StageCanvas, tier: Tier): Stage {
  const { container, options } = figure.parts;
  const { maxFps, maxPixelRatio } = options;
  const stage: Stage = new Stage(
    container,
    {
      tick: (dtSeconds) => {
        if (figure.theatre === stage) figure.tick(dtSeconds);
      },
      contextLost: () => {
        figure.refuse('context_lost', 'the graphics card took its memory back; waiting', true);
        void figure.standIn('context_lost');
      },
      drawnFrame: (nowMs, busyMs) => figure.adaptation?.frame(nowMs, busyMs),
    },
    { canvas, reducedMotion: figure.reducedMotion, maxFps, maxPixelRatio, tier },
  );
  stage.setShot(figure.shot, true);
  return stage;
}

/** Makes a performer of a model on its way, as rich as the stage draws. Throws ModelError. */
export async function prepare(
  figure: Figure,
  coming: Promise<ComingModel>,
  { tier, multisampled }: Stage,
  onProgress: (fraction: number) => void,
  signal: AbortSignal,
): Promise<Performer> {
  const warned = (message: string) => figure.refuse('clip_file_broken', message);
  return loadPerformer(await coming, onProgress, warned, signal, tier, multisampled);
}

/** Puts it on the stage, in place of the one before. */
export function mount(figure: Figure, performer: Performer, stage: Stage): void {
  const { model, manifest, look } = performer;
  const { options, events } = figure.parts;
  figure.performer?.dispose();
  figure.performer = performer;
  stage.setModel(model.scene, manifest, look);
  figure.adaptation?.dispose();
  figure.adaptation =
    look?.adapt(stage, figure.quality, options.maxFps, {
      meshesChanged: () => performer.rebind(),
      changed: (tier, reason, fps) => {
        figure.live();
        events.emit('quality', { tier, reason, fps });
      },
      warned: (message) => figure.refuse('level_broken', message),
    }) || null;
}
