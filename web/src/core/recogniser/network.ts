import { INPUTS } from './level.ts';
import { type Layer, readModel } from './model_file.ts';
import { type Matrix, Multiplier } from './multiplier.ts';

export const CLASSES = 15;
/** Frames that each convolution sees on either side. */
const REACH = 2;
const TAPS = 2 * REACH + 1;
/** The answer is about the frame this many before the last one that was pushed. */
export const LOOKAHEAD_FRAMES = 2 * REACH;

/** The network of docs/viseme_recogniser.md, frame by frame. Nothing is allocated once it is made. */
export class Network {
  /** Probabilities of the 15 visemes, and at last of shut lips. */
  readonly answer: Float32Array;
  private readonly near: Convolution;
  private readonly wide: Convolution;
  private readonly memories: readonly Memory[];
  private readonly multiplier: Multiplier;
  private readonly visemes: Matrix;
  private pushed = 0;

  constructor(file: ArrayBuffer) {
    const layers = readModel(file);
    const layer = (name: string, inputs: number): Layer => {
      const found = layers.get(name);
      if (found?.inputs !== inputs)
        throw new RangeError(`no viseme model: layer ${name} is missing or has another size`);
      return found;
    };
    const near = layer('near', TAPS * INPUTS);
    const wide = layer('wide', TAPS * near.outputs);
    const cells = wide.outputs;
    const memories = [1, 2].map((number) => [
      layer(`memory${number}.input`, cells),
      layer(`memory${number}.state`, cells),
    ]);
    const visemes = layer('visemes', cells);
    if (visemes.outputs !== CLASSES + 1) throw new RangeError('no viseme model: it knows other visemes');
    const all = [near, wide, visemes].concat(...memories);
    const multiplier = new Multiplier(
      all,
      all.reduce((sum, { inputs, outputs }) => sum + inputs + outputs + 16, 0),
    );
    this.multiplier = multiplier;
    this.near = new Convolution(multiplier, near);
    this.wide = new Convolution(multiplier, wide);
    this.memories = memories.map(([given, kept]) => new Memory(multiplier, given, kept));
    this.visemes = multiplier.matrix(visemes);
    this.answer = multiplier.vector(CLASSES + 1);
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
    this.multiplier.multiply(this.visemes, values, this.answer);
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
  private readonly multiplier: Multiplier;
  private readonly matrix: Matrix;
  private readonly frames: Float32Array;

  constructor(multiplier: Multiplier, layer: Layer) {
    this.multiplier = multiplier;
    this.matrix = multiplier.matrix(layer);
    this.out = multiplier.vector(layer.outputs);
    this.frames = multiplier.vector(layer.inputs);
  }

  push(values: Float32Array): void {
    this.frames.copyWithin(0, values.length);
    this.frames.set(values, this.frames.length - values.length);
  }

  run(): void {
    this.multiplier.multiply(this.matrix, this.frames, this.out);
    for (let i = 0; i < this.out.length; i++) if (this.out[i] < 0) this.out[i] = 0;
  }

  reset(): void {
    this.frames.fill(0);
  }
}

/** A gated recurrent layer: reset, update and candidate (Cho et al., 2014). */
class Memory {
  readonly state: Float32Array;
  private readonly multiplier: Multiplier;
  private readonly inputMatrix: Matrix;
  private readonly stateMatrix: Matrix;
  private readonly given: Float32Array;
  private readonly kept: Float32Array;

  constructor(multiplier: Multiplier, inputLayer: Layer, stateLayer: Layer) {
    this.multiplier = multiplier;
    this.inputMatrix = multiplier.matrix(inputLayer);
    this.stateMatrix = multiplier.matrix(stateLayer);
    this.state = multiplier.vector(stateLayer.inputs);
    this.given = multiplier.vector(inputLayer.outputs);
    this.kept = multiplier.vector(stateLayer.outputs);
  }

  run(values: Float32Array): void {
    const { state, given, kept } = this;
    this.multiplier.multiply(this.inputMatrix, values, given);
    this.multiplier.multiply(this.stateMatrix, state, kept);
    const cells = state.length;
    for (let i = 0; i < cells; i++) {
      const reset = sigmoid(given[i] + kept[i]);
      const update = sigmoid(given[cells + i] + kept[cells + i]);
      const candidate = Math.tanh(given[2 * cells + i] + reset * kept[2 * cells + i]);
      state[i] = (1 - update) * candidate + update * state[i];
    }
  }
}

function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}
