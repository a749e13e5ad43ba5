import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/core/random.ts';
import { textPieces } from '../../../src/core/system_voice/text_pieces.ts';

function cut(text: string, from = 0): string[] {
  return textPieces(text, from).map(({ start, end }) => text.slice(start, end));
}

describe('textPieces', () => {
  it('cuts after sentences, with what closes them', () => {
    expect(cut('您好！欢迎光临。“请坐。”谢谢')).toEqual(['您好！', '欢迎光临。', '“请坐。”', '谢谢']);
    expect(cut('It costs 3.50 now. Really?! Yes.')).toEqual(['It costs 3.50 now.', ' Really?!', ' Yes.']);
  });

  it('begins where it is told to', () => {
    expect(cut('One two. Three four.', 4)).toEqual(['two.', ' Three four.']);
    expect(cut('您好。', 3)).toEqual([]);
  });

  it('leaves no stretch out but blank ones, and none is long, whatever the text', () => {
    const random = seededRandom(7);
    const alphabet = ['a', 'b', ' ', '。', '.', '您', '1', ',', '\n', '”', '？'];
    for (let round = 0; round < 300; round++) {
      const text = Array.from({ length: Math.floor(random() * 500) }, () => {
        return alphabet[Math.floor(random() * (round % 2 ? 2 : alphabet.length))];
      }).join('');
      const pieces = textPieces(text);
      let at = 0;
      for (const { start, end } of pieces) {
        expect(text.slice(at, start).trim()).toBe('');
        expect(end).toBeGreaterThan(start);
        at = end;
      }
      expect(text.slice(at).trim()).toBe('');
      for (const { start, end } of pieces)
        expect(text.slice(start, end).replace(/[。.？”]+$/, '').length).toBeLessThan(165);
    }
  });
});
