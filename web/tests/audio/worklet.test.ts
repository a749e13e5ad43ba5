import { describe, expect, it } from 'vitest';
import { sine, WorkletScope } from './worklet_scope.ts';

const RATE_HZ = 48000;
const AMPLITUDE = 0.5;

function push(scope: WorkletScope, id: string, samples: Int16Array, firstSample = 0, final = true): void {
  scope.send({ op: 'push', id, firstSample, samples: samples.slice(), final });
}

function loudest(samples: Float32Array): number {
  return samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
}

/** Greatest step from one sample to the next. */
function steepest(samples: Float32Array): number {
  let most = 0;
  for (let i = 1; i < samples.length; i++) most = Math.max(most, Math.abs(samples[i] - samples[i - 1]));
  return most;
}

describe('the speech worklet', () => {
  it.each([
    [24000, 48000],
    [22050, 48000],
    [16000, 44100],
    [44100, 48000],
    [48000, 48000],
    [48000, 16000],
    [24001, 48000],
  ])('plays exactly the samples of an utterance, %i Hz in a context of %i Hz', async (sourceHz, contextHz) => {
    const scope = await WorkletScope.load(contextHz, 1280);
    const samples = 10007;
    scope.send({ op: 'begin', id: 'a', sampleRateHz: sourceHz });
    push(scope, 'a', sine(300, sourceHz, samples));
    scope.render(Math.ceil((samples * contextHz) / sourceHz / 128) + 2);
    expect(scope.events.map(({ kind, id }) => [kind, id])).toEqual([
      ['start', 'a'],
      ['end', 'a'],
    ]);
    const [start, end] = scope.events;
    expect(start.time * contextHz).toBeCloseTo(1280, 6);
    expect((end.time - start.time) * contextHz).toBeCloseTo(Math.ceil((samples * contextHz) / sourceHz), 6);
    expect(end.position).toBeCloseTo(samples / sourceHz, 4);
  });

  it.each([
    [24000, 48000, 1000, 0.001],
    [22050, 48000, 3000, 0.001],
    [16000, 44100, 440, 0.001],
    [44100, 48000, 15000, 0.001],
    [48000, 48000, 1000, 0.0001],
    [48000, 16000, 1000, 0.001],
    [24001, 48000, 1000, 0.001],
  ])('joins chunks without a seam: a sine from %i to %i Hz stays a sine', async (sourceHz, contextHz, hz, bound) => {
    const scope = await WorkletScope.load(contextHz);
    const samples = sine(hz, sourceHz, sourceHz, AMPLITUDE);
    scope.send({ op: 'begin', id: 'a', sampleRateHz: sourceHz });
    let first = 0;
    for (const size of [1500, 1, 999, 37, 5000, 2, 16, 4000]) {
      push(scope, 'a', samples.subarray(first, first + size), first, false);
      first += size;
    }
    push(scope, 'a', samples.subarray(first), first, true);
    const out = scope.render(Math.ceil(contextHz / 128));
    let worst = 0;
    // The first and last 20 ms are the filter's edge, where the sine begins and ends at once.
    for (let i = contextHz / 50; i < contextHz * 0.98; i++) {
      worst = Math.max(worst, Math.abs(out[i] - AMPLITUDE * Math.sin((2 * Math.PI * hz * i) / contextHz)));
    }
    expect(worst).toBeLessThan(bound);
  });

  it('takes out what a lower context rate cannot hold, instead of folding it back', async () => {
    const scope = await WorkletScope.load(16000);
    scope.send({ op: 'begin', id: 'a', sampleRateHz: 48000 });
    push(scope, 'a', sine(11000, 48000, 48000, 0.9));
    expect(loudest(scope.render(120).subarray(400, 15000))).toBeLessThan(0.001);
  });

  it('goes over into the next utterance on the very next sample', async () => {
    const scope = await WorkletScope.load(RATE_HZ);
    for (const id of ['a', 'b']) scope.send({ op: 'begin', id, sampleRateHz: RATE_HZ });
    push(scope, 'a', sine(300, RATE_HZ, 5001));
    push(scope, 'b', new Int16Array(3000).fill(8192));
    const out = scope.render(70);
    const [, end, start] = scope.events;
    expect([end.kind, start.kind]).toEqual(['end', 'start']);
    expect(Math.round(end.time * RATE_HZ)).toBe(5001);
    expect(start.time).toBe(end.time);
    expect(out[5001]).toBe(0.25);
    expect(out[5001 + 2999]).toBe(0.25);
  });

  it('starts on 20 ms of sound, and no earlier', async () => {
    const scope = await WorkletScope.load(RATE_HZ);
    scope.send({ op: 'begin', id: 'a', sampleRateHz: 24000 });
    push(scope, 'a', sine(300, 24000, 400), 0, false);
    scope.render(4);
    expect(scope.events).toEqual([]);
    push(scope, 'a', sine(300, 24000, 80), 400, false);
    scope.render(1);
    expect(scope.events).toMatchObject([{ kind: 'start', time: 512 / RATE_HZ }]);
  });

  it('stalls where the samples end, stands still, and goes on from there with 100 ms at hand', async () => {
    const scope = await WorkletScope.load(RATE_HZ);
    const samples = sine(200, RATE_HZ, 48000);
    scope.send({ op: 'begin', id: 'a', sampleRateHz: RATE_HZ });
    push(scope, 'a', samples.subarray(0, 4840), 0, false);
    const before = scope.render(60);
    expect(scope.events[1]).toMatchObject({ kind: 'stall', id: 'a' });
    expect(Math.round(scope.events[1].time * RATE_HZ)).toBe(4840);
    push(scope, 'a', samples.subarray(4840, 4840 + 4000), 4840, false);
    scope.render(3);
    expect(scope.events.length).toBe(2);
    push(scope, 'a', samples.subarray(8840), 8840, true);
    const after = scope.render(400);
    const [, stall, flow, end] = scope.events;
    expect([flow.kind, end.kind]).toEqual(['flow', 'end']);
    expect(Math.round(flow.time * RATE_HZ)).toBe(63 * 128);
    expect(flow.position).toBe(stall.position);
    expect(Math.round((end.time - flow.time) * RATE_HZ)).toBe(48000 - 4840);
    // Neither edge clicks: nowhere is the wave much steeper than the sine itself.
    const slope = (AMPLITUDE * 2 * Math.PI * 200) / RATE_HZ;
    expect(steepest(before)).toBeLessThan(1.3 * slope);
    expect(steepest(after)).toBeLessThan(1.3 * slope);
    expect(loudest(before.subarray(4840 + 192))).toBe(0);
  });

  it('an interruption takes hold in the next quantum and is silent within 4 ms', async () => {
    const scope = await WorkletScope.load(RATE_HZ);
    scope.send({ op: 'begin', id: 'a', sampleRateHz: 24000 });
    push(scope, 'a', sine(200, 24000, 24000));
    const before = scope.render(21);
    scope.send({ op: 'drop', ids: ['a'] });
    expect(scope.events[1]).toMatchObject({ kind: 'cut', id: 'a', time: (21 * 128) / RATE_HZ });
    const after = scope.render(4);
    expect(Math.abs(after[0])).toBeLessThanOrEqual(Math.abs(before[before.length - 1]));
    expect(loudest(after.subarray(192))).toBe(0);
    expect(steepest(Float32Array.from([before[before.length - 1], ...after]))).toBeLessThan(0.02);
  });

  it('what follows an interrupted utterance starts in the same quantum', async () => {
    const scope = await WorkletScope.load(RATE_HZ);
    for (const id of ['a', 'b', 'c']) {
      scope.send({ op: 'begin', id, sampleRateHz: 24000 });
      push(scope, id, sine(200, 24000, 24000));
    }
    scope.render(10);
    scope.send({ op: 'drop', ids: ['a', 'b'] });
    scope.render(1);
    expect(scope.events.map(({ kind, id, time }) => [kind, id, Math.round(time * RATE_HZ)])).toEqual([
      ['start', 'a', 0],
      ['cut', 'a', 1280],
      ['cut', 'b', 1280],
      ['start', 'c', 1280],
    ]);
  });

  it('pauses on the sample and loses none', async () => {
    const scope = await WorkletScope.load(RATE_HZ);
    scope.send({ op: 'begin', id: 'a', sampleRateHz: RATE_HZ });
    push(scope, 'a', sine(200, RATE_HZ, 20000));
    scope.render(33);
    scope.send({ op: 'pause' });
    const paused = scope.render(100);
    expect(loudest(paused.subarray(192))).toBe(0);
    scope.send({ op: 'resume' });
    scope.render(200);
    expect(
      scope.events.map(({ kind, time, position }) => [kind, time * RATE_HZ, position * RATE_HZ].map(rounded)),
    ).toEqual([
      ['start', 0, 0],
      ['pause', 33 * 128, 33 * 128],
      ['resume', 133 * 128, 33 * 128],
      ['end', 100 * 128 + 20000, 20000],
    ]);
  });

  it('what resumes into a stall says so, and does not move', async () => {
    const scope = await WorkletScope.load(RATE_HZ);
    scope.send({ op: 'begin', id: 'a', sampleRateHz: RATE_HZ });
    push(scope, 'a', sine(200, RATE_HZ, 2000), 0, false);
    scope.render(30);
    scope.send({ op: 'pause' });
    scope.render(2);
    scope.send({ op: 'resume' });
    scope.render(30);
    expect(scope.events.map(({ kind }) => kind)).toEqual(['start', 'stall', 'pause', 'stall']);
  });

  it('an utterance that failed plays what there is, and one without samples just ends', async () => {
    const scope = await WorkletScope.load(RATE_HZ);
    for (const id of ['a', 'b']) scope.send({ op: 'begin', id, sampleRateHz: RATE_HZ });
    push(scope, 'a', sine(200, RATE_HZ, 700), 0, false);
    for (const id of ['a', 'b']) scope.send({ op: 'finish', id });
    scope.render(10);
    expect(scope.events.map(({ kind, id, time }) => [kind, id, Math.round(time * RATE_HZ)])).toEqual([
      ['start', 'a', 0],
      ['end', 'a', 700],
      ['start', 'b', 700],
      ['end', 'b', 700],
    ]);
  });

  it('an utterance that begins anew before it started is played once, from its first sample', async () => {
    const scope = await WorkletScope.load(RATE_HZ);
    scope.send({ op: 'begin', id: 'a', sampleRateHz: RATE_HZ });
    push(scope, 'a', sine(200, RATE_HZ, 100), 0, false);
    scope.send({ op: 'begin', id: 'a', sampleRateHz: RATE_HZ });
    push(scope, 'a', new Int16Array(3000).fill(16384), 0, true);
    const out = scope.render(40);
    expect(out[0]).toBe(0.5);
    expect(scope.events.map(({ kind, time }) => [kind, Math.round(time * RATE_HZ)])).toEqual([
      ['start', 0],
      ['end', 3000],
    ]);
  });

  it('ignores samples of what it does not know, and ends its processor when destroyed', async () => {
    const scope = await WorkletScope.load(RATE_HZ);
    push(scope, 'nobody', sine(200, RATE_HZ, 10000));
    expect(loudest(scope.render(10))).toBe(0);
    expect(scope.processor.process([], [[new Float32Array(128)]])).toBe(true);
    scope.send({ op: 'destroy' });
    expect(scope.processor.process([], [[new Float32Array(128)]])).toBe(false);
  });
});

function rounded(value: unknown): unknown {
  return typeof value === 'number' ? Math.round(value) : value;
}
