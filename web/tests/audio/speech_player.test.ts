import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SpeechPlayer, type SpeechPlayerEvents } from '../../src/audio/index.ts';
import type { PlaybackEvent } from '../../src/core/playback_timeline.ts';
import { FakeContext } from './fake_context.ts';

const SOURCE_HZ = 24000;

async function setup(prepare: (context: FakeContext) => void = () => {}) {
  const context = new FakeContext();
  prepare(context);
  const player = new SpeechPlayer(context as unknown as AudioContext);
  const log: string[] = [];
  for (const type of ['start', 'end', 'stall', 'flow', 'blocked', 'unblocked', 'drained'] as const) {
    player.events.on(type, (event: SpeechPlayerEvents[typeof type]) =>
      log.push('id' in event ? `${type} ${event.id}` : type),
    );
  }
  const say = (id: string, seconds: number, final = true) => {
    player.begin(id, SOURCE_HZ);
    player.push(id, 0, new Int16Array(seconds * SOURCE_HZ).fill(1000), final);
  };
  return { context, player, log, say };
}

describe('SpeechPlayer', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('plays what was asked for before it was ready, in order, and knows where it is', async () => {
    const { context, player, log, say } = await setup();
    say('a', 1);
    say('b', 0.5);
    expect(player.bufferedSeconds()).toBeCloseTo(1.5, 5);
    await vi.dynamicImportSettled();
    await context.advance(0.5);
    const { clock } = player;
    clock.update();
    expect([clock.utterance, clock.running]).toEqual(['a', true]);
    // 15 ms of lead and 10 ms of latency lie between the context's time and what is audible.
    expect(clock.seconds).toBeGreaterThan(0.44);
    expect(clock.seconds).toBeLessThan(0.48);
    expect([player.positionOf('a'), player.positionOf('b'), player.positionOf('x')]).toEqual([clock.seconds, 0, null]);
    expect(player.bufferedSeconds()).toBeCloseTo(1.5 - clock.seconds, 5);
    await context.advance(1.2);
    expect(log).toEqual(['start a', 'end a', 'start b', 'end b', 'drained']);
    clock.update();
    expect([clock.utterance, clock.running]).toEqual([null, false]);
    expect(player.positionOf('a')).toBeCloseTo(1, 3);
  });

  it('never goes back, however late the playing side tells when it really began and went on', async () => {
    const ports: { onmessage: ((message: { data: PlaybackEvent }) => void) | null; postMessage(): void }[] = [];
    class Node {
      readonly port = { onmessage: null, postMessage() {} };
      constructor() {
        ports.push(this.port);
      }
      connect(): void {}
    }
    vi.stubGlobal('AudioWorkletNode', Node);
    const context = Object.assign(new FakeContext(), { audioWorklet: { addModule: async () => {} } });
    const player = new SpeechPlayer(context as unknown as AudioContext);
    await context.advance(0.1);
    const seen: number[] = [];
    const tell = (kind: PlaybackEvent['kind'], time: number, position: number) => {
      ports[0]!.onmessage?.({ data: { kind, id: 'a', time, position } });
      seen.push(player.positionOf('a')!);
    };
    const look = async () => {
      await context.advance(0.05);
      seen.push(player.positionOf('a')!);
    };
    player.begin('a', SOURCE_HZ);
    player.push('a', 0, new Int16Array(2 * SOURCE_HZ), true);
    await look();
    tell('start', 0.13, 0);
    expect(seen[0]).toBeGreaterThan(0.03);
    expect(seen[1], 'it stands until it is true').toBe(seen[0]);
    await look();
    expect(seen[2]).toBeCloseTo(context.currentTime - context.baseLatency - 0.13, 5);
    player.pause();
    await look();
    tell('pause', 0.26, 0.13);
    player.resume();
    for (let turn = 0; turn < 2; turn++) await look();
    tell('resume', 0.34, 0.13);
    for (let turn = 0; turn < 3; turn++) await look();
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen[seen.length - 1]).toBeCloseTo(0.13 + context.currentTime - context.baseLatency - 0.34, 5);
    player.begin('b', SOURCE_HZ);
    expect(player.positionOf('b'), 'another begins at its beginning').toBe(0);
    vi.unstubAllGlobals();
  });

  it('pause holds sound and clock; interrupt of everything lifts it', async () => {
    const { context, player, log, say } = await setup();
    say('a', 2);
    await vi.dynamicImportSettled();
    await context.advance(0.5);
    player.pause();
    await context.advance(0.1);
    const at = player.positionOf('a');
    await context.advance(1);
    expect([player.positionOf('a'), player.clock.running, player.clock.utterance]).toEqual([at, false, 'a']);
    player.resume();
    await context.advance(0.5);
    expect(player.positionOf('a')! - at!).toBeCloseTo(0.49, 1);
    player.pause();
    expect(player.interrupt()).toEqual(['a']);
    say('b', 0.2);
    await context.advance(0.4);
    expect(log).toEqual(['start a', 'drained', 'start b', 'end b', 'drained']);
  });

  it('interrupt tells what it dropped, and remembers what was heard of it', async () => {
    const { context, player, log, say } = await setup();
    for (const id of ['a', 'b', 'c']) say(id, 1);
    await vi.dynamicImportSettled();
    await context.advance(0.5);
    expect(player.interrupt('nobody')).toEqual([]);
    expect(player.interrupt('b')).toEqual(['b']);
    expect(player.interrupt('a')).toEqual(['a']);
    player.push('a', 24000, new Int16Array(100), true);
    await context.advance(1.2);
    expect(player.positionOf('a')).toBeCloseTo(0.475, 1);
    expect(player.positionOf('b')).toBe(0);
    expect(log).toEqual(['start a', 'start c', 'end c', 'drained']);
  });

  it('tells stalls; one that failed ends with what was there', async () => {
    const { context, player, log, say } = await setup();
    say('a', 0.3, false);
    await vi.dynamicImportSettled();
    await context.advance(1);
    expect(log).toEqual(['start a', 'stall a']);
    expect([player.positionOf('a')!.toFixed(2), player.clock.running]).toEqual(['0.30', false]);
    player.fail('a');
    await context.advance(0.1);
    expect(log.slice(2)).toEqual(['flow a', 'end a', 'drained']);
  });

  it('before a gesture everything waits; it is told, and after unlock plays whole', async () => {
    const { context, player, log, say } = await setup((fresh) => {
      fresh.state = 'suspended';
      fresh.allowed = false;
    });
    say('a', 0.5);
    await vi.dynamicImportSettled();
    await context.advance(5);
    expect([log, player.positionOf('a'), player.clock.running]).toEqual([['blocked'], 0, false]);
    player.clock.update();
    expect(player.clock.utterance, 'nobody has heard anything yet').toBeNull();
    context.allowed = true;
    expect(await player.unlock()).toBe(true);
    await context.advance(0.7);
    expect(log).toEqual(['blocked', 'unblocked', 'start a', 'end a', 'drained']);
  });

  it('unlock says when the browser still refuses', async () => {
    const { context, player } = await setup((fresh) => {
      fresh.state = 'suspended';
      fresh.allowed = false;
    });
    const answer = player.unlock();
    await context.advance(2);
    expect(await answer).toBe(false);
  });

  it('a context that iOS interrupts holds the clock, and goes on when it is given back', async () => {
    const { context, player, log, say } = await setup();
    say('a', 1);
    await vi.dynamicImportSettled();
    await context.advance(0.4);
    context.allowed = false;
    context.turn('interrupted');
    await context.advance(1);
    expect([player.positionOf('a')!.toFixed(2), player.clock.running, log]).toEqual([
      '0.38',
      false,
      ['start a', 'blocked'],
    ]);
    context.allowed = true;
    expect(await player.unlock()).toBe(true);
    await context.advance(1);
    expect(log.slice(2)).toEqual(['unblocked', 'end a', 'drained']);
  });

  it('an utterance can begin anew until it has started', async () => {
    const { context, player, log, say } = await setup();
    player.begin('a', SOURCE_HZ);
    player.push('a', 0, new Int16Array(100), false);
    say('a', 0.2);
    await vi.dynamicImportSettled();
    await context.advance(0.1);
    expect(() => player.begin('a', SOURCE_HZ)).toThrow(/"a" is playing/);
    await context.advance(0.3);
    expect(log).toEqual(['start a', 'end a', 'drained']);
    expect(player.positionOf('a')).toBeCloseTo(0.2, 3);
  });

  it('refuses what makes no sense, by name', async () => {
    const { player } = await setup();
    expect(() => {
      player.volume = 2;
    }).toThrow(/2/);
    player.begin('a', 3000);
    expect(() => player.push('a', 3000 * 1801, new Int16Array(3000), false)).toThrow(/1800 s/);
  });

  it('leaves the page its context when destroyed, and no timer behind', async () => {
    const { context, player, say } = await setup();
    player.volume = 0.5;
    player.muted = true;
    expect([player.volume, player.muted]).toEqual([0.5, true]);
    say('a', 1);
    await vi.dynamicImportSettled();
    await context.advance(0.1);
    player.destroy();
    player.destroy();
    expect([context.state, vi.getTimerCount()]).toEqual(['running', 0]);
  });
});
