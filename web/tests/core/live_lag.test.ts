import { describe, expect, it } from 'vitest';
import { LiveLag } from '../../src/core/live_lag.ts';

const FRAME_SECONDS = 1 / 30;
/** For so long the last row of a track stands for those that are late. */
const HOLD_SECONDS = 0.06;

/** The moments shown of a sound that is held back, whose newest row is `late(frame)` seconds behind what is heard. */
function heard(frames: number, late: (frame: number) => number) {
  const lag = new LiveLag();
  return Array.from({ length: frames }, (_, frame) => {
    const due = 10 + frame * FRAME_SECONDS;
    const newest = due - late(frame);
    return { due, newest, shown: lag.heard(due, newest) };
  });
}

describe('the mouth of a sound that is held back until its rows are there', () => {
  it('shows what is heard while the rows are there', () => {
    for (const { due, shown } of heard(60, (frame) => -0.02 - 0.04 * (frame % 2))) expect(shown).toBe(due);
  });

  it('comes after it, rather than rest, where the rows are late all the time', () => {
    const moments = heard(60, (frame) => 0.15 + 0.05 * (frame % 3));
    for (const { shown, newest, due } of moments.slice(30)) {
      expect(shown - newest).toBeLessThan(HOLD_SECONDS);
      expect(due - shown).toBeLessThan(0.3);
    }
  });

  it('never goes back, and lags by next to nothing after a page that stood still once', () => {
    const moments = heard(90, (frame) => (frame === 30 ? 0.2 : -0.04));
    const shown = moments.map((moment) => moment.shown);
    expect(shown).toEqual([...shown].sort((a, b) => a - b));
    expect(moments[31]!.due - moments[31]!.shown).toBeLessThan(0.03);
    expect(moments[89]!.shown).toBe(moments[89]!.due);
  });
});
