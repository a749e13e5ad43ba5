import { INPUTS } from './level.ts';
import { type Layer, readModel } from './model_file.ts';

export const CLASSES = 15;
/** Frames that each convolution sees on either side. */
const REACH = 2;
const TAPS = 2 * REACH + 1;
/** The answer is about the frame this many before the last one that was pushed. */
export const LOOKAHEAD_FRAMES = 2 * REACH;

/** The network of docs/viseme_recogniser.md, frame by frame. Nothing is allocated once it is made. */
export class Network {
  /** Probabilities of the 15 visemes, and at last of shut lips. */
  readonly answer = new Float32Array(CLASSES + 1);
  private readonly near: Convolution;
  private readonly wide: Convolution;
  private readonly memories: readonly Memory[];
  private readonly visemes: Layer;
  private pushed = 0;

  constructor(file: ArrayBuffer) {
    const layers = readModel(file);
    const layer = (name: string, inputs: number): Layer => {
      const found = layers.get(name);
      if (found?.inputs !== inputs)
        throw new RangeError(`no viseme model: layer ${name} is missing or has another size`);
      return found;
    };
    this.near = new Convolution(layer('near', TAPS * INPUTS));
    this.wide = new Convolution(layer('wide', TAPS * this.near.out.length));
    const cells = this.wide.out.length;
    this.memories = [1, 2].map(
      (number) => new Memory(layer(`memory${number}.input`, cells), layer(`memory${number}.state`, cells)),
    );
    this.visemes = layer('visemes', cells);
    if (this.visemes.outputs !== CLASSES + 1) throw new RangeError('no viseme model: it knows other visemes');
  }

  /** One frame of {@link INPUTS} numbers. True when `answer` is about a frame of the sound. */
  push(inputs: Float32Array): boolean {
    this.pushed++;
    this.near.push(inputs);
    if (this.pushed <= REACH) return false;
    this.near.run();
    this.wide.push(this.near.out);
    if (this.pushed <= LOOKAHEAD_FRAMES) return false;
    this.wide.run();
    let values = this.wide.out;
    for (const memory of this.memories) {
      memory.run(values);
      values = memory.state;
    }
    multiply(this.visemes, values, this.answer);
    this.normalise();
    return true;
  }

  reset(): void {
    this.pushed = 0;
    this.near.reset();
    this.wide.reset();
    for (const memory of this.memories) memory.state.fill(0);
  }

  private normalise(): void {
    const { answer } = this;
    let most = answer[0];
    for (let i = 1; i < CLASSES; i++) if (answer[i] > most) most = answer[i];
    let sum = 0;
    for (let i = 0; i < CLASSES; i++) {
      answer[i] = Math.exp(answer[i] - most);
      sum += answer[i];
    }
    for (let i = 0; i < CLASSES; i++) answer[i] /= sum;
    answer[CLASSES] = sigmoid(answer[CLASSES]);
  }
}

/** Over {@link TAPS} frames; before the first there are zeros. */
class Convolution {
  readonly out: Float32Array;
  private readonly layer: Layer;
  private readonly frames: Float32Array;

  constructor(layer: Layer) {
    this.layer = layer;
    this.out = new Float32Array(layer.outputs);
    this.frames = new Float32Array(layer.inputs);
  }

  push(values: Float32Array): void {
    this.frames.copyWithin(0, values.length);
    this.frames.set(values, this.frames.length - values.length);
  }

  run(): void {
    multiply(this.layer, this.frames, this.out);
    for (let i = 0; i < this.out.length; i++) if (this.out[i] < 0) this.out[i] = 0;
  }

  reset(): void {
    this.frames.fill(0);
  }
}

/** A gated recurrent layer: reset, update and candidate (Cho et al., 2014). */
class Memory {
  readonly state: Float32Array;
  private readonly inputLayer: Layer;
  private readonly stateLayer: Layer;
  private readonly given: Float32Array;
  private readonly kept: Float32Array;

  constructor(inputLayer: Layer, stateLayer: Layer) {
    this.inputLayer = inputLayer;
    this.stateLayer = stateLayer;
    this.state = new Float32Array(stateLayer.inputs);
    this.given = new Float32Array(inputLayer.outputs);
    this.kept = new Float32Array(stateLayer.outputs);
  }

  run(values: Float32Array): void {
    const { state, given, kept } = this;
    multiply(this.inputLayer, values, given);
    multiply(this.stateLayer, state, kept);
    const cells = state.length;
    for (let i = 0; i < cells; i++) {
      const reset = sigmoid(given[i] + kept[i]);
      const update = sigmoid(given[cells + i] + kept[cells + i]);
      const candidate = Math.tanh(given[2 * cells + i] + reset * kept[2 * cells + i]);
      state[i] = (1 - update) * candidate + update * state[i];
    }
  }
}

function multiply(layer: Layer, values: Float32Array, out: Float32Array): void {
  const { inputs, outputs, weight, bias } = layer;
  for (let row = 0, at = 0; row < outputs; row++) {
    // Four sums side by side: the processor need not wait for each addition.
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    let i = 0;
    for (; i + 3 < inputs; i += 4, at += 4) {
      a += weight[at] * values[i];
      b += weight[at + 1] * values[i + 1];
      c += weight[at + 2] * values[i + 2];
      d += weight[at + 3] * values[i + 3];
    }
    for (; i < inputs; i++, at++) a += weight[at] * values[i];
    out[row] = a + b + c + d + bias[row];
  }
}

function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}
