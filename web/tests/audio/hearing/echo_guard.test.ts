import { describe, expect, it } from 'vitest';
import { EchoGuard } from '../../../src/audio/hearing/echo_guard.ts';
import { seededRandom } from '../../../src/core/random.ts';

/** Levels of syllables: ups and downs of four or five frames. */
function voice(seed: number, frames: number): number[] {
  const random = seededRandom(seed);
  const levels: number[] = [];
  while (levels.length < frames) {
    const peak = -32 + 14 * random();
    const length = 4 + Math.floor(4 * random());
    for (let i = 0; i < length; i++) levels.push(peak - 22 * (1 - Math.sin((Math.PI * (i + 0.5)) / length)));
  }
  return levels.slice(0, frames);
}

/** Share of frames, once enough are known, in which an echo is told. */
function share(played: readonly number[], heard: readonly number[]): number {
  const guard = new EchoGuard();
  let echo = 0;
  let known = 0;
  played.forEach((level, at) => {
    guard.add(level, heard[at]!);
    if (at < 40) return;
    known++;
    if (guard.echo) echo++;
  });
  return echo / known;
}

describe('the avatar’s echo', () => {
  it.each([0, 3, 8])('is known in a microphone that hears it %i frames later, quieter and in noise', (lag) => {
    const random = seededRandom(7);
    const played = voice(1, 400);
    const heard = played.map((_, at) => (played[at - lag] ?? -60) - 12 + 3 * (random() - 0.5));
    expect(share(played, heard)).toBeGreaterThan(0.95);
  });

  it('is not somebody who speaks meanwhile', () => {
    let worst = 0;
    for (let seed = 2; seed < 12; seed++) worst = Math.max(worst, share(voice(1, 400), voice(seed, 400)));
    expect(worst).toBeLessThan(0.2);
  });

  it('is none in silence', () => {
    expect(share(new Array(100).fill(-100), voice(3, 100))).toBe(0);
    expect(share(voice(3, 100), new Array(100).fill(-100))).toBe(0);
  });
});
