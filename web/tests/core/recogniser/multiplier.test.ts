import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Layer } from '../../../src/core/recogniser/model_file.ts';
import { Multiplier } from '../../../src/core/recogniser/multiplier.ts';

/** Numbers that are neither all alike nor all of one sign. */
function numbers(length: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => Math.sin(1 + 3 * i) * (1 + (i % 7)));
}

function layerOf(outputs: number, inputs: number): Layer {
  return { outputs, inputs, weight: numbers(outputs * inputs), bias: numbers(outputs + 3).subarray(3) };
}

function product({ outputs, inputs, weight, bias }: Layer, values: Float32Array): number[] {
  return Array.from({ length: outputs }, (_, row) => {
    let sum = bias[row];
    for (let i = 0; i < inputs; i++) sum += weight[row * inputs + i] * values[i];
    return sum;
  });
}

/** Two matrices one after the other in one memory. */
function chained(vectorised: boolean, ...layers: readonly [Layer, Layer]): number[] {
  const [first, second] = layers;
  const multiplier = new Multiplier(layers, first.inputs + first.outputs + second.outputs + 24, vectorised);
  const values = multiplier.vector(first.inputs);
  const matrices = layers.map((layer) => multiplier.matrix(layer));
  const between = multiplier.vector(first.outputs);
  const out = multiplier.vector(second.outputs);
  values.set(numbers(first.inputs));
  for (let time = 0; time < 2; time++) {
    multiplier.multiply(matrices[0], values, between);
    multiplier.multiply(matrices[1], between, out);
  }
  return Array.from(out);
}

describe('Multiplier', () => {
  afterEach(() => vi.unstubAllGlobals());

  it.each([
    [1, 1, 1],
    [8, 8, 8],
    [5, 9, 17],
    [205, 64, 16],
    [3, 15, 2],
  ])('multiplies, with vector instructions and without: %i, %i, %i', (inputs, between, outputs) => {
    const [first, second] = [layerOf(between, inputs), layerOf(outputs, between)];
    const expected = product(second, Float32Array.from(product(first, numbers(inputs))));
    const scale = Math.max(...expected.map(Math.abs));
    for (const vectorised of [true, false]) {
      const found = chained(vectorised, first, second);
      expect(found.length).toBe(outputs);
      found.forEach((value, i) => {
        expect(Math.abs(value - expected[i]) / scale).toBeLessThan(1e-4);
      });
    }
  });

  it('has vector instructions here, and does without where a page forbids them', () => {
    const layers = [layerOf(16, 16), layerOf(16, 16)] as const;
    const module = vi.spyOn(WebAssembly, 'Instance');
    chained(true, ...layers);
    expect(module).toHaveReturnedTimes(1);
    module.mockRestore();
    vi.stubGlobal('WebAssembly', undefined);
    expect(chained(true, ...layers)).toEqual(chained(false, ...layers));
  });

  it('says when there is no room', () => {
    const layer = layerOf(8, 8);
    expect(() => new Multiplier([layer], 8, false).vector(1000)).toThrow(RangeError);
  });
});
