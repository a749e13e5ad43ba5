import { describe, expect, it } from 'vitest';
import { SpeechDetector } from '../../../src/audio/hearing/speech_detector.ts';

/** What is detected of likelihoods of frames, with the number of the frame. */
function detect(likelihoods: readonly number[], audible = false, echo = false): [number, string][] {
  const detector = new SpeechDetector();
  const found: [number, string][] = [];
  likelihoods.forEach((likelihood, at) => {
    const detected = detector.hear(likelihood, audible, echo);
    if (detected) found.push([at, detected]);
  });
  return found;
}

const frames = (likelihood: number, count: number) => new Array<number>(count).fill(likelihood);

describe('the beginning of speech', () => {
  it('is known after a tenth of a second', () => {
    expect(detect([0.1, 0.2, 0.9, 0.9, 0.9, 0.9])).toEqual([[4, 'begin']]);
  });

  it('is counted from its first frame, over a stop consonant', () => {
    const detector = new SpeechDetector();
    for (const likelihood of [0, 0.9, 0.9, 0.2, 0.9]) expect(detector.hear(likelihood, false, false)).toBeNull();
    expect(detector.hear(0.9, false, false)).toBe('begin');
    expect(detector.frames).toBe(5);
  });

  it('takes more while the avatar is heard: a quarter of a second, and more certainty', () => {
    expect(detect(frames(0.9, 7), true)).toEqual([]);
    expect(detect(frames(0.9, 8), true)).toEqual([[7, 'begin']]);
    expect(detect(frames(0.7, 40), true)).toEqual([]);
  });

  it('is none in the avatar’s own echo', () => {
    expect(detect(frames(1, 100), true, true)).toEqual([]);
  });

  it('is no click', () => {
    expect(detect([0.9, 0, 0, 0.9, 0, 0, 0.9, 0.9, 0, 0, 0])).toEqual([]);
  });
});

describe('the end of speech', () => {
  it('is a pause of 0.6 s', () => {
    const spoken = [...frames(0.9, 20), ...frames(0.1, 18), ...frames(0.9, 3), ...frames(0.1, 19)];
    expect(detect(spoken)).toEqual([
      [2, 'begin'],
      [59, 'end'],
    ]);
  });

  it('tells how long nobody has spoken', () => {
    const detector = new SpeechDetector();
    for (const likelihood of [...frames(0.9, 10), ...frames(0, 18)]) detector.hear(likelihood, false, false);
    expect(detector.hear(0, false, false)).toBe('end');
    expect(detector.silent).toBe(19);
  });

  it('tells that it was no speech where there was hardly any, and begins anew', () => {
    expect(detect([...frames(0.9, 4), ...frames(0, 19), ...frames(0.9, 3)])).toEqual([
      [2, 'begin'],
      [22, 'misfire'],
      [25, 'begin'],
    ]);
  });
});
