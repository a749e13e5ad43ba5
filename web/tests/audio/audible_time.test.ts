import { describe, expect, it } from 'vitest';
import { AudibleTime, type AudioTimeSource } from '../../src/audio/audible_time.ts';

function source(fields: Partial<AudioTimeSource>, contextTime?: number, performanceTime?: number): AudioTimeSource {
  const base = { currentTime: 10, baseLatency: 0.01, ...fields };
  if (contextTime === undefined) return base;
  return { ...base, getOutputTimestamp: () => ({ contextTime, performanceTime }) as AudioTimestamp };
}

describe('AudibleTime', () => {
  it('is the output timestamp, moved on to now', () => {
    expect(new AudibleTime().read(source({ outputLatency: 0.05 }, 9.93, 1000), 1020)).toBeCloseTo(9.95, 6);
  });

  it.each([
    ['zeros', 0, 0],
    ['a lag of seconds', 6, 1000],
    ['a time to come', 11.2, 1000],
    ['a stamp of long ago', 5, -4000],
    ['nothing', undefined as unknown as number, undefined as unknown as number],
  ])('is reckoned from the latency when the timestamp holds %s', (_what, contextTime, performanceTime) => {
    const broken = source({ outputLatency: 0.05 }, 1, 1);
    broken.getOutputTimestamp = () => ({ contextTime, performanceTime }) as AudioTimestamp;
    expect(new AudibleTime().read(broken, 1000)).toBeCloseTo(9.95, 6);
  });

  it('takes the base latency where there is no other', () => {
    expect(new AudibleTime().read(source({}), 0)).toBeCloseTo(9.99, 6);
    expect(new AudibleTime().read(source({ outputLatency: 0 }), 0)).toBeCloseTo(9.99, 6);
  });

  it('never goes back, and stands until a longer way is filled', () => {
    const time = new AudibleTime();
    expect(time.read(source({ outputLatency: 0.02 }), 0)).toBeCloseTo(9.98, 6);
    expect(time.read(source({ currentTime: 10.1, outputLatency: 0.25 }), 0)).toBeCloseTo(9.98, 6);
    expect(time.read(source({ currentTime: 10.3, outputLatency: 0.25 }), 0)).toBeCloseTo(10.05, 6);
    expect(time.read(source({ currentTime: Number.NaN, outputLatency: 0.25 }), 0)).toBeCloseTo(10.05, 6);
  });

  it('is never ahead of what was rendered', () => {
    expect(new AudibleTime().read(source({ outputLatency: 0 }, 9.99, 0), 300)).toBeLessThanOrEqual(10);
  });
});
