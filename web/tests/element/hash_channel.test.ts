import { describe, expect, it } from 'vitest';
import { openHashChannel } from '../../src/element/hash_channel.ts';
import { standIn } from './stand_in.ts';

/** A page whose address can be changed, with or without storage. */
function page(storage: Map<string, string> | null = new Map()) {
  let listener: (() => void) | null = null;
  const location = { hash: '', pathname: '/embed', href: 'https://avatar.example/embed' };
  const stand = {
    location,
    addEventListener: (_: string, added: () => void) => {
      listener = added;
    },
    removeEventListener: () => {
      listener = null;
    },
    get sessionStorage() {
      if (!storage) throw new Error('denied');
      return {
        getItem: (key: string) => storage.get(key) ?? null,
        setItem: (key: string, value: string) => storage.set(key, value),
      };
    },
  };
  const go = (hash: string) => {
    location.hash = hash;
    listener?.();
  };
  return { page: stand as unknown as Window, go, storage };
}

const say = (text: string) => encodeURIComponent(JSON.stringify({ type: 'speak', text }));

describe('commands in the fragment', () => {
  it('are obeyed once each, by rising numbers', () => {
    const { avatar, done } = standIn();
    const { page: window, go } = page();
    go(`#visavis=3.${say('a')}`);
    const close = openHashChannel(avatar, window);
    go(`#visavis=3.${say('a')}`);
    go(`#other=1&visavis=4.${say('您好&再见')}`);
    go(`#visavis=2.${say('old')}`);
    go('#top');
    go(`#visavis=1764400000000.${encodeURIComponent('[1, {"type":"speak","text":"b"}, 2]')}`);
    expect(done.map(([name, value]) => [name, value])).toEqual([
      ['speak', 'a'],
      ['speak', '您好&再见'],
      ['mouth', true],
      ['speak', 'b'],
      ['mouth', false],
    ]);
    close();
    go(`#visavis=1764400000001.${say('c')}`);
    expect(done).toHaveLength(5);
  });

  it('are not obeyed again after the page was loaded anew', () => {
    const storage = new Map<string, string>();
    for (const wanted of [1, 0]) {
      const { avatar, done } = standIn();
      const { page: window, go } = page(storage);
      go(`#visavis=5.${say('a')}`);
      openHashChannel(avatar, window);
      expect(done).toHaveLength(wanted);
    }
  });

  it.each([
    [{ type: 'speakAudio', url: 'hello.wav' }, true],
    [{ type: 'speakAudio', url: 'https://evil.example/a.wav' }, false],
    [{ type: 'speakAudio', url: 'hello.wav', track: '//evil.example/a.json' }, false],
    [{ type: 'setBackground', background: 'rgb(1, 2, 3)' }, true],
    [{ type: 'background', background: '/pictures/hall.jpg' }, true],
    [{ type: 'background', background: 'https://evil.example/a.png' }, false],
    [{ type: 'background', background: 'data:image/png;base64,AAAA' }, false],
    [{ type: 'background', background: 'http://[' }, false],
  ])('bring nothing of other sites: %j', (command, obeyed) => {
    const { avatar, done, errors } = standIn();
    const { page: window, go } = page();
    openHashChannel(avatar, window);
    go(`#visavis=1.${encodeURIComponent(JSON.stringify([command]))}`);
    expect([done.length, errors.length]).toEqual(obeyed ? [1, 0] : [0, 1]);
  });

  it('work where a page has no storage', () => {
    const { avatar, done } = standIn();
    const { page: window, go } = page(null);
    openHashChannel(avatar, window);
    go(`#visavis=1.${say('a')}`);
    go(`#visavis=1.${say('a')}`);
    expect(done).toHaveLength(1);
  });

  it.each([
    ['#visavis=x', 'NUMBER'],
    ['#visavis=1.{', 'JSON'],
    ['#visavis=1.%', 'JSON'],
    [`#visavis=1.${encodeURIComponent(JSON.stringify(Array(17).fill(1)))}`, '16'],
    [`#visavis=1.${'a'.repeat(9000)}`, '8192'],
    ['#visavis=1.%7B%22type%22%3A%22explode%22%7D', 'unknown'],
  ])('%.20s is refused', (hash, why) => {
    const { avatar, done, errors } = standIn();
    const { page: window, go } = page();
    openHashChannel(avatar, window);
    go(hash);
    expect(done).toEqual([]);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({ code: 'unknown_command', message: expect.stringContaining(why) });
  });
});
