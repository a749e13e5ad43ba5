import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createVisemeRecogniser } from '../../../src/core/recogniser/recogniser.ts';

const root = new URL('../../../../', import.meta.url);
const file = readFileSync(new URL('server/visavis/speech/recogniser/data/visemes.bin', root));
const model = file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength) as ArrayBuffer;
const golden = JSON.parse(readFileSync(new URL('tests/golden/recogniser.json', root), 'utf-8')) as number[][];

/** As in tests/speech/recogniser/test_recogniser.py. */
function sound(): Float32Array {
  return Float32Array.from({ length: 8000 }, (_, at) => {
    let buzz = 0;
    for (let n = 1; n < 20; n++) buzz += (Math.sin((2 * Math.PI * 130 * n * at) / 16000) * Math.sin(n + at / 2000)) / n;
    return 0.1 * (1 + Math.sin((2 * Math.PI * 4 * at) / 16000)) * buzz;
  });
}

describe('createVisemeRecogniser', () => {
  it('finds the numbers that the server finds', () => {
    const rows: number[][] = [];
    createVisemeRecogniser(model).push(sound(), (row) => rows.push(Array.from(row)));
    expect(rows.length).toBe(golden.length);
    const apart = rows.flatMap((row, at) => row.map((weight, i) => Math.abs(weight - golden[at][i])));
    expect(Math.max(...apart)).toBeLessThan(2e-3);
  });

  it('gives the same rows for pieces of 128 samples, and again after a reset', () => {
    const recogniser = createVisemeRecogniser(model);
    const whole: number[] = [];
    recogniser.push(sound(), (row) => whole.push(...row));
    recogniser.reset();
    const pieces: number[] = [];
    for (let at = 0; at < 8000; at += 128) {
      recogniser.push(sound().subarray(at, at + 128), (row) => pieces.push(...row));
    }
    expect(pieces).toEqual(whole);
  });

  it('looks ahead no farther than 60 ms', () => {
    const { lookaheadMs, rowsPerSecond } = createVisemeRecogniser(model);
    expect(lookaheadMs).toBeLessThanOrEqual(60);
    expect(rowsPerSecond).toBe(100);
  });

  it('refuses a file that is no model', () => {
    expect(() => createVisemeRecogniser(new ArrayBuffer(0))).toThrow(RangeError);
    expect(() => createVisemeRecogniser(model.slice(0, model.byteLength - 9))).toThrow(RangeError);
  });
});
