import { beforeEach, describe, expect, it, vi } from 'vitest';
import { isEcho, openPageEars } from '../../../src/element/listening/page_ears.ts';

/** A browser's recogniser that understands what the test says. */
class FakeRecogniser {
  static last: FakeRecogniser;
  lang = '';
  continuous = false;
  interimResults = false;
  onstart: (() => void) | null = null;
  onresult: ((event: object) => void) | null = null;
  onerror: ((event: { error: string }) => void) | null = null;
  onend: (() => void) | null = null;
  starts = 0;
  constructor() {
    FakeRecogniser.last = this;
  }
  start(): void {
    this.starts++;
    queueMicrotask(() => this.onstart?.());
  }
  stop(): void {
    this.onend?.();
  }
  abort(): void {}
  say(transcript: string, isFinal: boolean): void {
    this.onresult?.({ resultIndex: 0, results: [Object.assign([{ transcript }], { isFinal })] });
  }
}

type Maker = Parameters<typeof openPageEars>[0];

function setUp(saying = '') {
  const said: unknown[] = [];
  const events: unknown[] = [];
  const conversation = {
    hear: (begun: object) => {
      said.push(['hear', begun]);
      return {
        id: 't1',
        push: () => true,
        understood: (text: string, final: boolean) => said.push([final ? 'final' : 'interim', text]),
        end: () => said.push(['end']),
        cancel: () => said.push(['cancel']),
      };
    },
  };
  const open = (mode: 'open' | 'push') =>
    openPageEars(
      FakeRecogniser as unknown as Maker,
      conversation as never,
      { text: saying },
      { mode, language: 'zh-CN' },
      { speaking: (on) => events.push(on), failed: (code) => events.push(code) },
    );
  return { said, events, open };
}

const spoken = (said: unknown[]) => said.map((entry) => (entry as string[]).filter((part) => typeof part === 'string'));

describe('the browser’s own recogniser', () => {
  beforeEach(() => void vi.stubGlobal('document', { documentElement: { lang: '' } }));

  it('takes the word with the first that it understands, and goes on listening', async () => {
    const { said, events, open } = setUp();
    const ears = await open('open');
    const recogniser = FakeRecogniser.last;
    expect([recogniser.lang, recogniser.interimResults]).toEqual(['zh-CN', true]);
    recogniser.say(' ', false);
    recogniser.say('我想', false);
    recogniser.say('我想查快递', true);
    recogniser.onend!();
    expect(spoken(said)).toEqual([['hear'], ['interim', '我想'], ['final', '我想查快递'], ['end']]);
    expect(events).toEqual([true, false]);
    expect(recogniser.starts).toBe(2);
    ears.close();
    expect(recogniser.starts).toBe(2);
  });

  it('passes over what the avatar is just saying', async () => {
    const { said, open } = setUp('您好，运费是十元。');
    await open('open');
    FakeRecogniser.last.say('运费是', false);
    expect(said).toEqual([]);
    FakeRecogniser.last.say('等一下', false);
    expect(spoken(said)).toEqual([['hear'], ['interim', '等一下']]);
    expect(isEcho('Shipping is', 'SHIPPING, is 10')).toBe(true);
    expect(isEcho('？', '运费')).toBe(false);
  });

  it('is cut off by the button that was held', async () => {
    const { said, open } = setUp();
    const ears = await open('push');
    FakeRecogniser.last.say('怎么', false);
    FakeRecogniser.last.say('怎么退货', true);
    ears.close();
    expect(spoken(said)).toEqual([
      ['hear'],
      ['interim', '怎么'],
      ['interim', '怎么退货'],
      ['final', '怎么退货'],
      ['end'],
    ]);
    expect(FakeRecogniser.last.starts).toBe(1);
  });

  it('takes the word back when nothing was understood', async () => {
    const { said, open } = setUp();
    const ears = await open('push');
    ears.close();
    expect(spoken(said)).toEqual([['hear'], ['cancel'], ['end']]);
  });

  it.each([
    ['not-allowed', 'microphone_denied'],
    ['audio-capture', 'microphone_missing'],
    ['network', 'stt_unavailable'],
  ])('tells of %s', async (error, code) => {
    const { events, open } = setUp();
    const opening = open('open');
    FakeRecogniser.last.onstart = null;
    FakeRecogniser.last.onerror!({ error });
    FakeRecogniser.last.onend!();
    await expect(opening).rejects.toMatchObject({ code });
    expect(events).toEqual([code]);
    expect(FakeRecogniser.last.starts).toBe(1);
  });

  it('is not begun again for ever', async () => {
    const { events, open } = setUp();
    await open('open');
    for (let i = 0; i < 40; i++) FakeRecogniser.last.onend!();
    expect(FakeRecogniser.last.starts).toBe(31);
    expect(events).toContain('stt_unavailable');
  });
});
