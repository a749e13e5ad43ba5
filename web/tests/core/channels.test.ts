import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ARKIT52, channelIndex, FACE_CHANNELS, faceOf, VISEME_OFFSET, VISEME15 } from '../../src/core/channels.ts';

/** The names in a tuple of the server's definition. */
function serverNames(tuple: string): string[] {
  const file = resolve(import.meta.dirname, '../../../server/visavis/protocol/channels.py');
  const body = new RegExp(`${tuple}: tuple\\[str, \\.\\.\\.\\] = \\(([^)]*)\\)`).exec(readFileSync(file, 'utf8'));
  return [...body![1].matchAll(/"(\w+)"/g)].map((match) => match[1]);
}

describe('channels', () => {
  it('are those of the server, in its order', () => {
    expect(ARKIT52).toEqual(serverNames('ARKIT52'));
    expect(VISEME15).toEqual(serverNames('VISEME15'));
  });

  it('are 67, all different, each found by its name', () => {
    expect([FACE_CHANNELS.length, new Set(FACE_CHANNELS).size, VISEME_OFFSET]).toEqual([67, 67, 52]);
    FACE_CHANNELS.forEach((name, index) => {
      expect(channelIndex(name)).toBe(index);
    });
    expect([channelIndex('viseme_PP'), channelIndex('PP'), channelIndex('toString')]).toEqual([53, -1, -1]);
  });

  it('faceOf sets both sides for a name without one, and refuses what is none', () => {
    const face = faceOf({ mouthSmile: 0.5, jawOpen: 0.25 });
    expect([face[channelIndex('mouthSmileLeft')], face[channelIndex('mouthSmileRight')]]).toEqual([0.5, 0.5]);
    expect(face[channelIndex('jawOpen')]).toBe(0.25);
    expect(() => faceOf({ mouthSmirk: 1 })).toThrow(/mouthSmirkLeft/);
  });
});
