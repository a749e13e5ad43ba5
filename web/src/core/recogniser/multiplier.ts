import type { Layer } from './model_file.ts';
import { MULTIPLY_WASM } from './multiply_wasm.ts';

/** Rows that are computed side by side. */
const BLOCK = 8;
const PAGE_BYTES = 65536;
const FLOAT_BYTES = 4;

/** A matrix in a multiplier's memory. */
export interface Matrix {
  readonly at: number;
  readonly blocks: number;
  readonly inputs: number;
}

/**
 * Multiplies matrices with vectors, all in one memory: by the processor's vector instructions where WebAssembly has
 * them and the page allows it, else in plain script. Nothing is allocated once its matrices and vectors are made.
 */
export class Multiplier {
  private readonly memory: Float32Array;
  private readonly run: Multiply;
  private used = 0;

  /** With room for the `layers` and for vectors of `vectorFloats` numbers in all, each rounded up to a multiple of 8. */
  constructor(layers: Iterable<Layer>, vectorFloats: number, vectorised = true) {
    let floats = vectorFloats;
    for (const { inputs, outputs } of layers) floats += padded(outputs) * (inputs + 1);
    const { memory, run } = (vectorised && quick(floats)) || plain(floats);
    this.memory = memory;
    this.run = run;
  }

  /** A vector of zeros. Throws a `RangeError` where there is no room for it. */
  vector(length: number): Float32Array {
    const at = this.take(padded(length));
    return this.memory.subarray(at, at + length);
  }

  matrix({ inputs, outputs, weight, bias }: Layer): Matrix {
    const blocks = padded(outputs) / BLOCK;
    const at = this.take(blocks * BLOCK * (inputs + 1));
    for (let row = 0; row < outputs; row++) {
      const place = at + Math.floor(row / BLOCK) * BLOCK * (inputs + 1) + (row % BLOCK);
      this.memory[place] = bias[row];
      for (let i = 0; i < inputs; i++) this.memory[place + BLOCK * (i + 1)] = weight[row * inputs + i];
    }
    return { at, blocks, inputs };
  }

  /** `out` = `matrix` × `values` + its bias. Both vectors are of this multiplier. */
  multiply({ at, blocks, inputs }: Matrix, values: Float32Array, out: Float32Array): void {
    this.run(FLOAT_BYTES * at, values.byteOffset, out.byteOffset, blocks, inputs);
  }

  private take(floats: number): number {
    const at = this.used;
    this.used += floats;
    if (this.used > this.memory.length) throw new RangeError('a multiplier has no room left');
    return at;
  }
}

/** Arguments as in multiply.wat. */
type Multiply = (matrix: number, values: number, out: number, blocks: number, inputs: number) => void;

interface Means {
  readonly memory: Float32Array;
  readonly run: Multiply;
}

/** Null where there are no vector instructions, or a content security policy forbids WebAssembly. */
function quick(floats: number): Means | null {
  try {
    const pages = new WebAssembly.Memory({ initial: Math.ceil((FLOAT_BYTES * floats) / PAGE_BYTES) });
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(MULTIPLY_WASM), { m: { m: pages } });
    return { memory: new Float32Array(pages.buffer), run: exports.f as Multiply };
  } catch {
    return null;
  }
}

function plain(floats: number): Means {
  const memory = new Float32Array(floats);
  const run: Multiply = (matrix, values, out, blocks, inputs) => {
    const first = values / FLOAT_BYTES;
    const end = first + inputs;
    let at = matrix / FLOAT_BYTES;
    let to = out / FLOAT_BYTES;
    // Half a block at a time: eight sums are more than an engine keeps in registers.
    for (let half = 0; half < 2 * blocks; half++, to += 4) {
      let a = memory[at];
      let b = memory[at + 1];
      let c = memory[at + 2];
      let d = memory[at + 3];
      let place = at + BLOCK;
      for (let i = first; i < end; i++, place += BLOCK) {
        const value = memory[i];
        a += memory[place] * value;
        b += memory[place + 1] * value;
        c += memory[place + 2] * value;
        d += memory[place + 3] * value;
      }
      memory[to] = a;
      memory[to + 1] = b;
      memory[to + 2] = c;
      memory[to + 3] = d;
      at = half % 2 === 0 ? at + 4 : place - 4;
    }
  };
  return { memory, run };
}

function padded(length: number): number {
  return Math.ceil(length / BLOCK) * BLOCK;
}
