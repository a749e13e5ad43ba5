import { FACE_CHANNELS } from './channels.ts';
import type { FaceLayer, Override } from './layer.ts';
import { EYES, LID_PAIRS, MOUTH, PARTS_BITE, PARTS_LIPS, REGION } from './regions.ts';

/** What a layer leaves to those below it when it claims a region wholly. */
const LEAVES: { readonly [override in Override]: number } = { none: 1, blend: 0.5, block: 0 };

/**
 * Adds all layers up to one face. Each frame: clear, accumulate from the highest priority down, resolve, clamp.
 * Nothing is allocated in {@link mix}.
 */
export class FaceMixer {
  /** The face last mixed, 0 to 1 over FACE_CHANNELS. */
  readonly face = new Float32Array(FACE_CHANNELS.length);
  private readonly part = new Float32Array(FACE_CHANNELS.length);
  private readonly layers: FaceLayer[] = [];

  /** Adds a layer; one that is there already stays as it is. */
  add(layer: FaceLayer): void {
    if (this.layers.indexOf(layer) >= 0) return;
    this.layers.push(layer);
    this.layers.sort((a, b) => b.priority - a.priority);
  }

  remove(layer: FaceLayer): void {
    const index = this.layers.indexOf(layer);
    if (index >= 0) this.layers.splice(index, 1);
  }

  /** Moves every layer on by `dtSeconds` (capped at 0.1 s) and returns {@link face}. */
  mix(dtSeconds: number): Float32Array {
    const { face, part, layers } = this;
    const dt = Math.min(Math.max(dtSeconds, 0), 0.1);
    let closure = 0;
    let bite = 0;
    for (let i = 0; i < layers.length; i++) {
      layers[i].update(dt);
      closure = Math.max(closure, closureOf(layers[i]));
      bite = Math.max(bite, biteOf(layers[i]));
    }
    face.fill(0);
    let mouth = 1;
    let eyes = 1;
    for (let i = 0; i < layers.length; i++) {
      const layer = layers[i];
      const weight = layer.weight;
      if (!(weight > 0)) continue;
      part.fill(0);
      layer.apply(part, weight);
      // The layer that closes the lips does not fight itself.
      const parting = closure - closureOf(layer);
      const biting = bite - biteOf(layer);
      for (let c = 0; c < part.length; c++) {
        const value = part[c];
        if (value === 0) continue;
        const region = REGION[c];
        const share = region === MOUTH ? mouth : region === EYES ? eyes : 1;
        const together = parting > 0 ? 1 - PARTS_LIPS[c] * parting : 1;
        face[c] += value * share * together * (biting > 0 ? 1 - PARTS_BITE[c] * biting : 1);
      }
      const claim = layer.activity === undefined ? weight : weight * layer.activity;
      mouth *= 1 - claim * (1 - LEAVES[layer.mouth]);
      eyes *= 1 - claim * (1 - LEAVES[layer.eyes]);
    }
    for (let i = 0; i < LID_PAIRS.length; i++) {
      const pair = LID_PAIRS[i];
      const open = 1 - face[pair[0]];
      face[pair[1]] *= open > 0 ? open : 0;
    }
    for (let c = 0; c < face.length; c++) {
      const value = face[c];
      // Written so that NaN, which a broken layer could bring in, becomes rest.
      if (!(value > 0)) face[c] = 0;
      else if (value > 1) face[c] = 1;
    }
    return face;
  }
}

function biteOf(layer: FaceLayer): number {
  return layer.lipBite === undefined ? 0 : layer.lipBite * layer.weight;
}

function closureOf(layer: FaceLayer): number {
  return layer.lipClosure === undefined ? 0 : layer.lipClosure * layer.weight;
}
