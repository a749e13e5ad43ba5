import { describe, expect, it } from 'vitest';
import { complete, openStream } from '../../src/element/speak_stream.ts';
import { standIn } from './stand_in.ts';

describe('complete sentences of a text that is still being written', () => {
  it.each([
    ['今天天气很好', [], '今天天气很好'],
    // What follows could still be a closing quote.
    ['今天天气很好。', [], '今天天气很好。'],
    ['他说：“好。”我', ['他说：“好。”'], '我'],
    ['一。二！三', ['一。', '二！'], '三'],
    ['It costs 3.', [], 'It costs 3.'],
    ['It costs 3.5 euros', [], 'It costs 3.5 euros'],
    ['It is late. We', ['It is late.'], ' We'],
    ['好的。[gesture:no', ['好的。'], '[gesture:no'],
  ])('%s', (text, said, left) => {
    expect(complete(text)).toEqual({ said, left });
  });

  it('does not wait for ever for an end', () => {
    const text = `${'word '.repeat(100)}[gesture:nod`;
    const { said, left } = complete(text);
    expect(said.join('') + left).toBe(text);
    expect(left.length).toBeLessThan(text.length / 2);
    expect(left.endsWith('[gesture:nod')).toBe(true);
  });
});

/** Sentences are trimmed. */
const letters = (text: string) => text.replace(/\s/g, '');

describe('a stream', () => {
  it('says each sentence once it is complete, and all of the rest at the end', () => {
    const { avatar, done } = standIn();
    const stream = openStream(avatar, { id: 's', rate: 1.2 });
    for (const piece of ['你', '好。今', '天', '真', '好']) stream.write(piece);
    expect(done).toEqual([['speak', '你好。', { id: 's.1', rate: 1.2 }]]);
    stream.end();
    stream.write('晚了。', true);
    expect(done.slice(1)).toEqual([['speak', '今天真好', { id: 's.2', rate: 1.2 }]]);
  });

  it('loses nothing, however it is cut', () => {
    const text = '您好！订单A1023共3.5元，“明天到。”[emotion:happy]请放心。Is that all? Yes. 再见';
    for (let size = 1; size < 12; size++) {
      const { avatar, done } = standIn();
      const stream = openStream(avatar, { id: 's' });
      for (let at = 0; at < text.length; at += size) stream.write(text.slice(at, at + size));
      stream.end();
      expect(letters(done.map(([, said]) => said).join(''))).toBe(letters(text));
    }
  });

  it('ends when it is interrupted: what is still written is stale', () => {
    const { avatar, events, done } = standIn();
    const stream = openStream(avatar, { id: 's' });
    stream.write('一。二');
    events.emit('interrupted', { ids: ['other'] });
    stream.write('。三');
    events.emit('interrupted', { ids: ['s.1', 's.2'] });
    stream.write('。四', true);
    expect(done.map(([, said]) => said)).toEqual(['一。', '二。']);
    stream.cancel();
    expect(done[2]).toEqual(['interrupt', 's']);
  });
});
