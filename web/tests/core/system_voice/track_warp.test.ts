import { describe, expect, it } from 'vitest';
import { type Random, seededRandom } from '../../../src/core/random.ts';
import { PaceEstimate } from '../../../src/core/system_voice/pace_estimate.ts';
import { TrackWarp } from '../../../src/core/system_voice/track_warp.ts';

const FRAME_SECONDS = 1 / 60;

interface Word {
  readonly start: number;
  readonly end: number;
  readonly onsetMs: number;
  readonly endMs: number;
  /** When the simulated voice really begins it, and when its event comes, in seconds. */
  readonly heard: number;
  readonly told: number;
}

interface Habits {
  /** Seconds of track a second, on the whole. */
  readonly rate: number;
  /** How unevenly words are stretched: 0.3 is by up to 30 %. */
  readonly uneven: number;
  /** By how much events come late or early, in seconds. */
  readonly jitter: number;
  /** Share of the words that are not told. */
  readonly missing: number;
}

/** A voice that says words at a pace of its own. */
function voiceOf(random: Random, habits: Habits, count = 40): Word[] {
  const words: Word[] = [];
  let track = 0.05;
  let heard = 0.3;
  for (let i = 0; i < count; i++) {
    const length = 0.12 + 0.4 * random();
    const pause = random() < 0.15 ? 0.25 : 0;
    const told = heard + habits.jitter * (2 * random() - 1);
    words.push({ start: i * 4, end: i * 4 + 3, onsetMs: track * 1000, endMs: (track + length) * 1000, heard, told });
    track += length + pause;
    heard += ((length + pause) / habits.rate) * (1 + habits.uneven * (2 * random() - 1));
  }
  return words;
}

interface Run {
  readonly errors: number[];
  readonly speeds: number[];
}

/** Plays a voice against a warp, frame by frame. Errors are in track seconds, from `from` seconds on. */
function play(words: Word[], habits: Habits, random: Random, warp: TrackWarp, from = 1.5): Run {
  const events = words.filter((_, i) => i === 0 || random() >= habits.missing);
  const errors: number[] = [];
  const speeds: number[] = [];
  const end = words[words.length - 1]!.heard;
  let next = 0;
  let last = 0;
  warp.begin(0, words[0]!.heard);
  for (let now = words[0]!.heard; now < end; now += FRAME_SECONDS * (0.5 + random())) {
    while (next < events.length && events[next]!.told <= now) warp.word(events[next++]!.start, now);
    const shown = warp.at(now);
    speeds.push((shown - last) / FRAME_SECONDS);
    expect(shown).toBeGreaterThanOrEqual(last);
    last = shown;
    if (now > from) errors.push(Math.abs(shown - truth(words, now)));
  }
  return { errors, speeds };
}

function truth(words: Word[], now: number): number {
  const i = words.findIndex((word, index) => word.heard <= now && (words[index + 1]?.heard ?? Infinity) > now);
  const [a, b] = [words[i]!, words[i + 1]];
  if (!b) return a.onsetMs / 1000;
  return (a.onsetMs + ((b.onsetMs - a.onsetMs) * (now - a.heard)) / (b.heard - a.heard)) / 1000;
}

function quantile(values: number[], share: number): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length * share)]!;
}

describe('TrackWarp', () => {
  const voices: [string, Habits, median: number, worst: number][] = [
    ['an even voice', { rate: 1, uneven: 0, jitter: 0, missing: 0 }, 0.03, 0.15],
    ['a slow one', { rate: 0.7, uneven: 0.15, jitter: 0.02, missing: 0 }, 0.05, 0.3],
    ['a fast one', { rate: 1.6, uneven: 0.15, jitter: 0.02, missing: 0 }, 0.08, 0.4],
    ['an uneven one', { rate: 1, uneven: 0.35, jitter: 0.03, missing: 0 }, 0.07, 0.35],
    ['one that leaves words out', { rate: 0.9, uneven: 0.2, jitter: 0.02, missing: 0.5 }, 0.1, 1],
  ];

  it.each(voices)('stays with %s', (_, habits, median, worst) => {
    for (let seed = 1; seed <= 12; seed++) {
      const random = seededRandom(seed);
      const words = voiceOf(random, habits);
      const run = play(words, habits, random, new TrackWarp(() => words, new PaceEstimate()));
      expect(quantile(run.errors, 0.5), `median, seed ${seed}`).toBeLessThan(median);
      expect(quantile(run.errors, 0.99), `99 %, seed ${seed}`).toBeLessThan(worst);
    }
  });

  it('never goes back and never leaps, whatever is told', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const random = seededRandom(seed);
      const words = voiceOf(random, { rate: 1, uneven: 0.3, jitter: 0, missing: 0 }, 12);
      const warp = new TrackWarp(() => words, new PaceEstimate());
      let last = 0;
      warp.begin(0, 0);
      for (let now = 0; now < 8; now += FRAME_SECONDS) {
        if (random() < 0.1) warp.word(Math.floor(random() * 60) - 5, now);
        const shown = warp.at(now);
        expect(shown).toBeGreaterThanOrEqual(last);
        if (shown - last < 1.5) expect(shown - last).toBeLessThan(4 * 4 * FRAME_SECONDS + 1e-9);
        expect(Number.isFinite(shown)).toBe(true);
        last = shown;
      }
    }
  });

  it('waits near the next word when the voice is late with it', () => {
    const words = voiceOf(seededRandom(3), { rate: 1, uneven: 0, jitter: 0, missing: 0 });
    const warp = new TrackWarp(() => words, new PaceEstimate());
    warp.begin(0, 0);
    warp.word(0, 0);
    for (let now = 0; now < 10; now += FRAME_SECONDS) warp.at(now);
    expect(warp.at(10)).toBeLessThan(words[1]!.onsetMs / 1000 + 0.21);
    expect(warp.at(10)).toBeGreaterThan(words[1]!.onsetMs / 1000);
  });

  it('goes by the pace of utterances before where a voice tells no words', () => {
    const habits: Habits = { rate: 0.75, uneven: 0.1, jitter: 0, missing: 1 };
    const pace = new PaceEstimate();
    let first = 0;
    for (let utterance = 0; utterance < 4; utterance++) {
      const random = seededRandom(utterance + 1);
      const words = voiceOf(random, habits, 30);
      const warp = new TrackWarp(() => words, pace);
      const untold = words.map((word) => ({ ...word, told: Number.POSITIVE_INFINITY }));
      const { errors } = play(untold, habits, random, warp);
      warp.finish(Number.POSITIVE_INFINITY, words[words.length - 1]!.heard);
      const median = quantile(errors, 0.5);
      if (utterance === 0) first = median;
      else expect(median).toBeLessThan(first / 3);
    }
    expect(pace.rate).toBeCloseTo(0.75, 1);
  });

  it('does not come to the end of its track while the voice is still heard', () => {
    const words = voiceOf(seededRandom(5), { rate: 1, uneven: 0, jitter: 0, missing: 0 }, 8);
    const warp = new TrackWarp(() => words, new PaceEstimate());
    const end = words[7]!.endMs / 1000 + 0.2;
    warp.endAt(end);
    warp.begin(0, 0);
    let shown = 0;
    for (let now = 0; now < 30; now += FRAME_SECONDS) shown = warp.at(now);
    expect(shown).toBeLessThan(end - 0.2);
    expect(shown).toBeGreaterThan(end - 0.6);
  });

  it('stands while it is held, and takes up the next sentence where that begins', () => {
    const words = voiceOf(seededRandom(6), { rate: 1, uneven: 0, jitter: 0, missing: 0 });
    const warp = new TrackWarp(() => words, new PaceEstimate());
    warp.begin(0, 0);
    for (let now = 0; now < 1; now += FRAME_SECONDS) warp.at(now);
    warp.hold(1);
    const held = warp.at(1);
    expect(warp.at(3)).toBe(held);
    warp.begin(words[10]!.start, 4);
    for (let now = 4; now < 5; now += FRAME_SECONDS) warp.at(now);
    expect(warp.at(5)).toBeGreaterThan(words[10]!.onsetMs / 1000);
  });

  it('learns of words that come while it runs', () => {
    const all = voiceOf(seededRandom(8), { rate: 1, uneven: 0, jitter: 0, missing: 0 });
    const known: Word[] = [];
    const warp = new TrackWarp(() => known, new PaceEstimate());
    warp.begin(0, 0);
    expect(warp.at(0.1)).toBeGreaterThan(0);
    known.push(...all);
    warp.word(all[5]!.start, 0.2);
    for (let now = 0.2; now < 1; now += FRAME_SECONDS) warp.at(now);
    expect(warp.at(1)).toBeGreaterThan(all[5]!.onsetMs / 1000);
  });
});

describe('a voice that tells sentences only', () => {
  it('does not show the next sentence before it begins', () => {
    // Two sentences of two seconds in the track; the voice takes four for each.
    const words = Array.from({ length: 8 }, (_, i) => ({
      start: i * 4,
      end: i * 4 + 3,
      onsetMs: i * 500,
      endMs: i * 500 + 450,
    }));
    const warp = new TrackWarp(() => words, new PaceEstimate());
    warp.endAt(4);
    const show = (from: number, to: number) => {
      for (let now = from; now < to; now += FRAME_SECONDS) warp.at(now);
      return warp.at(to);
    };
    warp.begin(0, 0, 16);
    expect(show(0, 1)).toBeGreaterThan(0.8);
    expect(show(1, 4)).toBeLessThan(2.2);
    warp.finish(16, 4);
    warp.begin(16, 4.2, 32);
    expect(show(4.2, 6.2)).toBeGreaterThan(2.6);
    expect(warp.at(6.2)).toBeLessThan(3.4);
  });
});
