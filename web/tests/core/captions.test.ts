import { describe, expect, it } from 'vitest';
import { CaptionTimeline } from '../../src/core/captions.ts';

const word = (start: number, end: number, onset_ms: number, end_ms: number) => ({ start, end, onset_ms, end_ms });

describe('CaptionTimeline', () => {
  it('finds the word last begun at a position, over words that come in pieces', () => {
    const captions = new CaptionTimeline();
    captions.add('a', 'hello big world', [word(0, 5, 100, 400)]);
    captions.add('a', 'hello big world', [word(6, 9, 400, 700), word(10, 15, 900, 1300)]);
    const at = (seconds: number) => captions.at('a', seconds);
    expect([at(0), at(0.1), at(0.39), at(0.4), at(0.8), at(0.9), at(99)]).toEqual([-1, 0, 0, 1, 1, 2, 2]);
    expect(captions.words('a').map(({ text }) => text)).toEqual(['hello', 'big', 'world']);
  });

  it('counts each Han character as a word and shares the time among them', () => {
    const captions = new CaptionTimeline();
    captions.add('a', '你好，用GPT吧', [word(0, 2, 0, 400), word(3, 7, 500, 900), word(7, 8, 900, 1000)]);
    expect(captions.words('a').map(({ text, onsetMs }) => [text, onsetMs])).toEqual([
      ['你', 0],
      ['好', 200],
      ['用', 500],
      ['GPT', 600],
      ['吧', 900],
    ]);
  });

  it('counts code points on the wire and gives positions as strings are sliced', () => {
    const captions = new CaptionTimeline();
    const text = '😀 hi 𠮷';
    captions.add('a', text, [word(2, 4, 0, 100), word(5, 6, 100, 200)]);
    expect(captions.words('a').map(({ start, end }) => text.slice(start, end))).toEqual(['hi', '𠮷']);
  });

  it('leaves out words outside the text, and forgets what is dropped', () => {
    const captions = new CaptionTimeline();
    captions.add('a', 'hi', [word(0, 2, 0, 100), word(5, 9, 100, 200), word(1, 1, 100, 200)]);
    expect(captions.words('a').length).toBe(1);
    captions.drop('a');
    expect([captions.at('a', 1), captions.words('a').length, captions.at('b', 1)]).toEqual([-1, 0, -1]);
  });
});
