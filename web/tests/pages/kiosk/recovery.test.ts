import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Recovery } from '../../../src/pages/kiosk/recovery.ts';

function storage() {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}

describe('a kiosk that recovers', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function kiosk(kept: ReturnType<typeof storage> | null = storage()) {
    const world = { served: true, reloads: 0 };
    const recovery = new Recovery({
      serverAnswers: async () => world.served,
      reload: () => {
        world.reloads++;
      },
      storage: kept,
    });
    return { world, recovery };
  }

  it('waits longer before each reload that did not help, and begins anew after a healthy while', async () => {
    const kept = storage();
    const waits: number[] = [];
    for (let visit = 0; visit < 9; visit++) {
      const { world, recovery } = kiosk(kept);
      recovery.fault();
      recovery.fault();
      const before = Date.now();
      while (world.reloads === 0) await vi.advanceTimersByTimeAsync(1000);
      waits.push((Date.now() - before) / 1000);
      vi.clearAllTimers();
    }
    expect(waits).toEqual([5, 10, 20, 40, 80, 160, 320, 600, 600]);
    kiosk(kept);
    await vi.advanceTimersByTimeAsync(600_000);
    const { world, recovery } = kiosk(kept);
    recovery.fault();
    await vi.advanceTimersByTimeAsync(5000);
    expect(world.reloads).toBe(1);
  });

  it('never reloads while the server is away', async () => {
    const { world, recovery } = kiosk();
    world.served = false;
    recovery.fault();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(world.reloads).toBe(0);
    world.served = true;
    await vi.advanceTimersByTimeAsync(3000);
    expect(world.reloads).toBe(1);
  });

  it('reloads after the server was away for long, once it is back, and not after a blink', async () => {
    const { world, recovery } = kiosk();
    recovery.connected(false, 60_000);
    await vi.advanceTimersByTimeAsync(59_000);
    recovery.connected(true, 60_000);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(world.reloads).toBe(0);
    recovery.connected(false, 60_000);
    await vi.advanceTimersByTimeAsync(61_000);
    expect(world.reloads).toBe(0);
    recovery.connected(true, 60_000);
    await vi.advanceTimersByTimeAsync(0);
    expect(world.reloads).toBe(1);
  });

  it('does without storage', async () => {
    const { world, recovery } = kiosk(null);
    recovery.fault();
    await vi.advanceTimersByTimeAsync(5000);
    expect(world.reloads).toBe(1);
  });
});
