import { describe, expect, it } from 'vitest';
import { QualityGovernor, RUNGS } from '../../src/avatar/quality.ts';
import { guessTier, type Tier } from '../../src/avatar/tiers.ts';

/** A device that draws each tier at its own rate, and a page that runs on it for a while. */
class Run {
  readonly changes: { tier: Tier; scale: number; atMs: number }[] = [];
  private nowMs = 0;
  readonly governor: QualityGovernor;

  constructor(start: Tier, maxFps = 0) {
    this.governor = new QualityGovernor(start, maxFps);
  }

  /** Draws for so many seconds; `fps` by rung, `busyMs` in our own code. */
  draw(seconds: number, fps: (tier: Tier, scale: number) => number, busyMs = 3): this {
    const endMs = this.nowMs + seconds * 1000;
    while (this.nowMs < endMs) {
      const { tier, scale } = this.governor.rung;
      this.nowMs += 1000 / fps(tier, scale);
      const change = this.governor.frame(this.nowMs, busyMs);
      if (change) this.changes.push({ ...change.rung, atMs: this.nowMs });
    }
    return this;
  }

  pause(seconds: number): this {
    this.nowMs += seconds * 1000;
    return this;
  }

  get tiers(): string[] {
    return this.changes.map(({ tier, scale }) => (scale === 1 ? tier : `${tier} ${scale}`));
  }
}

describe('the quality', () => {
  it('falls after the first second where the tier is too much', () => {
    const run = new Run('high').draw(2.5, (tier) => (tier === 'high' ? 22 : 60));
    expect(run.tiers).toEqual(['medium']);
    expect(run.changes[0]!.atMs).toBeLessThan(2000);
  });

  it('falls two steps at once where there is no hope', () => {
    expect(new Run('high').draw(3, (tier) => (tier === 'low' ? 60 : 9)).tiers).toEqual(['low']);
  });

  it('gives up pixels when the lowest tier is still too much, and then bears it', () => {
    expect(new Run('low').draw(60, () => 24).tiers).toEqual(['low 0.8', 'low 0.64']);
  });

  it('does not mind slow first frames', () => {
    const run = new Run('high').draw(0.55, () => 6).draw(10, () => 60);
    expect(run.tiers).toEqual([]);
  });

  it('does not mind a single stall, nor a tab that was hidden', () => {
    const run = new Run('high')
      .draw(5, () => 60)
      .draw(0.4, () => 5)
      .draw(5, () => 60)
      .pause(60)
      .draw(5, () => 60);
    expect(run.tiers).toEqual([]);
  });

  it('goes up one tier at a time after a long smooth time', () => {
    const run = new Run('low').draw(60, () => 60);
    expect(run.tiers).toEqual(['medium', 'high']);
    expect(run.changes[0]!.atMs).toBeGreaterThan(10_000);
    expect(run.changes[1]!.atMs - run.changes[0]!.atMs).toBeGreaterThan(10_000);
  });

  it('does not go up where our own code fills the frame', () => {
    expect(new Run('low').draw(60, () => 60, 12).tiers).toEqual([]);
  });

  it('does not go back for minutes to what was too much', () => {
    const rate = (tier: Tier) => (tier === 'high' ? 25 : 60);
    const run = new Run('medium').draw(190, rate);
    expect(run.tiers).toEqual(['high', 'medium']);
    run.draw(600, rate);
    expect(run.changes.length, 'tried again once, with twice the patience').toBeLessThanOrEqual(6);
    const tries = run.changes.filter(({ tier }) => tier === 'high').map(({ atMs }) => atMs);
    for (let i = 1; i < tries.length; i++) expect(tries[i]! - tries[i - 1]!).toBeGreaterThan(170_000 * 2 ** (i - 1));
  });

  it('changes no more than every few seconds, whatever the device does', () => {
    let n = 0;
    const run = new Run('high').draw(300, () => (Math.floor(n++ / 150) % 2 === 0 ? 60 : 17));
    for (let i = 1; i < run.changes.length; i++)
      expect(run.changes[i]!.atMs - run.changes[i - 1]!.atMs).toBeGreaterThanOrEqual(4000);
  });

  it('measures against the cap', () => {
    expect(new Run('high', 30).draw(30, () => 30).tiers).toEqual([]);
    expect(new Run('medium', 30).draw(30, () => 30).tiers).toEqual(['high']);
    expect(new Run('high', 30).draw(3, (tier) => (tier === 'high' ? 15 : 30)).tiers).toEqual(['medium']);
  });

  it('measures nothing while it is held', () => {
    const run = new Run('high');
    run.governor.hold();
    expect(run.draw(20, () => 8).tiers).toEqual([]);
    run.governor.restart();
    expect(run.draw(12, () => 8).tiers).toEqual(['low', 'low 0.64']);
  });

  it('has a ladder that begins with the least', () => {
    expect(RUNGS.at(-1)).toEqual({ tier: 'high', scale: 1 });
    expect(RUNGS[0]!.tier).toBe('low');
  });
});

describe('the first guess', () => {
  const device = { memoryGb: 0, cores: 0, handheld: false, remembered: null };
  it.each([
    [{ ...device, memoryGb: 8, cores: 8 }, 'high'],
    [{ ...device }, 'high'],
    [{ ...device, memoryGb: 8, cores: 8, handheld: true }, 'medium'],
    [{ ...device, memoryGb: 4, cores: 8 }, 'medium'],
    [{ ...device, cores: 2 }, 'low'],
    [{ ...device, memoryGb: 2, cores: 8, handheld: true }, 'low'],
    [{ ...device, cores: 2, remembered: 'medium' }, 'medium'],
    [{ ...device, memoryGb: 8, cores: 8, remembered: 'nonsense' }, 'high'],
  ] as const)('for %j is %s', (given, tier) => expect(guessTier(given)).toBe(tier));
});
