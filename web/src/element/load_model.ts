import type { Actor } from '../avatar/actor.ts';
import { type ComingModel, fetchModel } from '../avatar/fetch_model.ts';
import type { Stage } from '../avatar/stage.ts';
import type { AvatarError } from './events.ts';
import type { Figure } from './figure.ts';

/** Puts a model on a figure's stage, or has it drawn; one that was asked for before gives way. Throws ModelError. */
export async function loadModel(figure: Figure, url: string): Promise<void> {
  figure.loading?.abort();
  const loading = new AbortController();
  figure.loading = loading;
  const { events } = figure.parts;
  const tell = (fraction: number): void => {
    if (figure.loading === loading) events.emit('progress', { model: url, fraction });
  };
  const fetch = (): ComingModel => {
    const tier = figure.stage ? figure.stage.tier : figure.tier;
    return fetchModel(url, tier, tell, loading.signal);
  };
  try {
    // Where there is a canvas there will be a stage: the model is fetched beside three.
    const coming = figure.canvas && !figure.drawn ? fetch() : null;
    await figure.opened();
    const { stage, drawn } = figure;
    const actor = drawn ? await drawn(url) : stage && (await onStage(figure, coming || fetch(), stage, loading, tell));
    if (figure.loading !== loading || !actor) return;
    figure.loading = null;
    // What came for three's stage may find a drawing there.
    if (drawn === figure.drawn) figure.act(actor);
    events.emit('ready', { model: url, profile: actor.binding.profile });
  } catch (cause) {
    if (loading.signal.aborted) return;
    figure.loading = null;
    const { code = 'model_broken', message, retryable = false } = cause as Partial<AvatarError> & Error;
    figure.refuse(code, message, retryable);
    throw cause;
  }
}

async function onStage(
  figure: Figure,
  coming: ComingModel,
  stage: Stage,
  loading: AbortController,
  tell: (fraction: number) => void,
): Promise<Actor | null> {
  const { prepare, mount } = figure.staging!;
  const performer = await prepare(figure, Promise.resolve(coming), stage, tell, loading.signal);
  if (figure.loading !== loading) return null;
  mount(figure, performer, stage);
  return performer;
}
