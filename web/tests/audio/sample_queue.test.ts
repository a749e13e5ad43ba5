import { describe, expect, it } from 'vitest';
import { SampleQueue } from '../../src/audio/sample_queue.ts';

function read(queue: SampleQueue, from: number, count: number): number[] {
  const out = new Float32Array(count).fill(9);
  queue.read(from, count, out);
  return Array.from(out, (value) => Math.round(value * 32768));
}

describe('SampleQueue', () => {
  it('reads over the seams of chunks, with silence before the start and after the end', () => {
    const queue = new SampleQueue();
    queue.append(0, Int16Array.of(1, 2, 3));
    queue.append(3, Int16Array.of(4, 5));
    expect(read(queue, -2, 9)).toEqual([0, 0, 1, 2, 3, 4, 5, 0, 0]);
    expect(queue.end).toBe(5);
  });

  it('keeps the first of what comes twice, and silence in a hole', () => {
    const queue = new SampleQueue();
    queue.append(0, Int16Array.of(1, 2, 3));
    queue.append(1, Int16Array.of(7, 7, 4));
    queue.append(6, Int16Array.of(8));
    queue.append(2, Int16Array.of(9, 9));
    expect(read(queue, 0, 8)).toEqual([1, 2, 3, 4, 0, 0, 8, 0]);
  });

  it('releases whole chunks only, and never what may still be read', () => {
    const queue = new SampleQueue();
    queue.append(0, Int16Array.of(1, 2, 3));
    queue.append(3, Int16Array.of(4, 5, 6));
    queue.release(4);
    expect(queue.held).toBe(3);
    expect(read(queue, 3, 3)).toEqual([4, 5, 6]);
  });
});
