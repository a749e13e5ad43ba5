import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BufferOutput } from '../../src/audio/buffer_output.ts';
import type { PlaybackEvent } from '../../src/core/playback_timeline.ts';
import { FakeContext, RATE_HZ } from './fake_context.ts';

/** Samples that tell their own position: sample k is k / 32768 of full scale. */
function counting(from: number, count: number): Int16Array {
  return Int16Array.from({ length: count }, (_, i) => (from + i) % 32768);
}

function setup() {
  const context = new FakeContext();
  const events: PlaybackEvent[] = [];
  const output = new BufferOutput(context as unknown as AudioContext, {} as AudioNode, (event) => events.push(event));
  const told = () => events.map(({ kind, id }) => `${kind} ${id}`);
  /** The sample of the utterance that sounds at a context frame. */
  const heard = (frame: number) => Math.round(context.soundAt(frame) * 32768);
  const frameOf = (event: PlaybackEvent) => Math.round(event.time * RATE_HZ);
  return { context, output, events, told, heard, frameOf };
}

describe('BufferOutput', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('plays chunks and utterances back to back, sample by sample', async () => {
    const { context, output, events, told, heard, frameOf } = setup();
    for (const id of ['a', 'b']) output.begin(id, RATE_HZ);
    output.push('a', 0, counting(0, 5001), false);
    output.push('a', 5001, counting(5001, 4999), true);
    output.push('b', 0, counting(0, 10000), true);
    await context.advance(0.6);
    expect(told()).toEqual(['start a', 'end a', 'start b', 'end b']);
    const start = frameOf(events[0]);
    expect(start / RATE_HZ).toBeLessThan(0.03);
    expect([frameOf(events[1]), frameOf(events[2])]).toEqual([start + 10000, start + 10000]);
    for (const k of [1, 5000, 5001, 9999]) expect(heard(start + k)).toBe(k);
    expect(heard(start + 10000 + 77)).toBe(77);
  });

  it('tells a stall at the frame where sound ended, and goes on from there', async () => {
    const { context, output, events, told, heard, frameOf } = setup();
    output.begin('a', RATE_HZ);
    output.push('a', 0, counting(0, 4800), false);
    await context.advance(0.5);
    output.push('a', 4800, counting(4800, 2400), false);
    await context.advance(0.1);
    expect(told()).toEqual(['start a', 'stall a']);
    output.push('a', 7200, counting(7200, 9600), true);
    await context.advance(0.5);
    expect(told()).toEqual(['start a', 'stall a', 'flow a', 'end a']);
    const [start, stall, flow, end] = events;
    expect(frameOf(stall) - frameOf(start)).toBe(4800);
    expect([stall.position * RATE_HZ, flow.position * RATE_HZ]).toEqual([4800, 4800]);
    expect(flow.time).toBeGreaterThan(0.6);
    expect(frameOf(end) - frameOf(flow)).toBe(12000);
    expect(heard(frameOf(flow) + 1000)).toBe(5800);
  });

  it('keeps on over a page that is blocked for a second', async () => {
    const { context, output, events, heard, frameOf } = setup();
    output.begin('a', RATE_HZ);
    output.push('a', 0, counting(0, 30000), false);
    output.push('a', 30000, counting(30000, 66000), true);
    await context.advance(0.2);
    context.currentTime += 1;
    await context.advance(1.5);
    expect(events.map(({ kind }) => kind)).toEqual(['start', 'end']);
    expect(frameOf(events[1]) - frameOf(events[0])).toBe(96000);
    expect(heard(frameOf(events[0]) + 25000)).toBe(25000);
  });

  it('pauses within 5 ms and a fade, withdraws what was scheduled, and goes on where it was', async () => {
    const { context, output, events, told, heard, frameOf } = setup();
    for (const id of ['a', 'b']) output.begin(id, RATE_HZ);
    output.push('a', 0, counting(0, 24000), true);
    output.push('b', 0, counting(0, 24000), true);
    await context.advance(0.3);
    output.pause();
    const [start, pause] = events;
    expect([pause.kind, pause.id]).toEqual(['pause', 'a']);
    expect(pause.time - context.currentTime).toBeLessThanOrEqual(0.0051);
    expect(Math.round(pause.position * RATE_HZ)).toBe(frameOf(pause) - frameOf(start));
    await context.advance(2);
    for (let frame = frameOf(pause) + 200; frame < 2 * RATE_HZ; frame += 997) expect(heard(frame)).toBe(0);
    output.resume();
    await context.advance(1.5);
    expect(told()).toEqual(['start a', 'pause a', 'resume a', 'end a', 'start b', 'end b']);
    const resume = events[2];
    expect(resume.position).toBe(pause.position);
    expect(heard(frameOf(resume) + 500)).toBe(Math.round(pause.position * RATE_HZ) + 500);
    expect(frameOf(events[3]) - frameOf(resume)).toBe(24000 - Math.round(pause.position * RATE_HZ));
    expect(frameOf(events[5]) - frameOf(events[4])).toBe(24000);
  });

  it('interrupts what plays, and what follows starts at once from its first sample', async () => {
    const { context, output, events, told, heard, frameOf } = setup();
    for (const id of ['a', 'b']) {
      output.begin(id, RATE_HZ);
      output.push(id, 0, counting(0, 24000), true);
    }
    await context.advance(0.3);
    output.drop(['a']);
    await context.advance(0.7);
    expect(told()).toEqual(['start a', 'cut a', 'start b', 'end b']);
    const [, cut, start, end] = events;
    expect(start.time).toBe(cut.time);
    expect(heard(frameOf(start) + 5000)).toBe(5000);
    expect(frameOf(end) - frameOf(start)).toBe(24000);
  });

  it('drops what waits without touching what plays', async () => {
    const { context, output, events, heard, frameOf } = setup();
    for (const id of ['a', 'b', 'c']) {
      output.begin(id, RATE_HZ);
      output.push(id, 0, counting(0, 24000), true);
    }
    await context.advance(0.3);
    output.drop(['b']);
    await context.advance(1);
    const start = events.find(({ kind, id }) => kind === 'start' && id === 'c')!;
    const end = events.find(({ kind, id }) => kind === 'end' && id === 'a')!;
    expect(start.time).toBe(end.time);
    const first = frameOf(events[0]);
    for (let k = 1; k < 24000; k += 1111) expect(heard(first + k)).toBe(k);
    expect(heard(frameOf(start) + 333)).toBe(333);
  });

  it('plays what there is of one that failed, and falls silent when destroyed', async () => {
    const { context, output, told, heard } = setup();
    output.begin('a', RATE_HZ);
    output.push('a', 0, counting(0, 500), false);
    output.finish('a');
    await context.advance(0.2);
    expect(told()).toEqual(['start a', 'end a']);
    expect(vi.getTimerCount()).toBe(0);
    output.begin('b', RATE_HZ);
    output.push('b', 0, counting(0, 48000), true);
    await context.advance(0.2);
    output.destroy();
    expect(vi.getTimerCount()).toBe(0);
    expect(heard(Math.round(0.6 * RATE_HZ))).toBe(0);
  });
});
