import { describe, expect, it } from 'vitest';
import { inLanguage, readKioskConfig } from '../../../src/pages/kiosk/kiosk_config.ts';

describe('the configuration of a kiosk', () => {
  it('is read with every field', () => {
    const button = { label: '营业时间', text: '九点到五点。', ask: '几点开门', ssml: true, emotion: 'happy' };
    const config = readKioskConfig({
      avatar: 'jun', voice: 'espeak:zh', language: 'en', rate: 1.2, style: 'clear', shot: 'mid', quality: 'low',
      background: '#fff', title: { zh: '大厅', en: 'Hall' }, greeting: '您好', captions: false, caption_size: 'small',
      buttons: [button], groups: [{ label: '办事', buttons: [button] }], keep_awake: false, idle_after_s: 30,
      reload_after_s: 0, ask_code: true, microphone: 'open', emotion: 'happy', attract: { every_s: 9, texts: ['来吧'], gestures: ['nod'] },
      mark: { text: 'AI', corner: 'bottom-left' }, offline: { enabled: false }, presence: { enabled: false },
    }); // biome-ignore format: a table
    expect(config).toEqual({
      avatar: 'jun', voice: 'espeak:zh', language: 'en', rate: 1.2, style: 'clear', shot: 'mid', quality: 'low',
      emotion: 'happy', background: '#fff', title: { zh: '大厅', en: 'Hall' }, greeting: '您好', captions: false,
      captionSize: 'small', groups: [{ label: '', buttons: [button] }, { label: '办事', buttons: [button] }],
      keepAwake: false, idleAfterSeconds: 30, reloadAfterSeconds: 0, askCode: true, microphone: 'open',
      attract: { everySeconds: 9, texts: ['来吧'], gestures: ['nod'] }, mark: { text: 'AI', corner: 'bottom-left' },
    }); // biome-ignore format: a table
  });

  it.each([
    null,
    undefined,
    5,
    'x',
    [],
    {},
    { buttons: 'no', groups: [1], rate: 99, shot: 'toe', attract: [], mark: 3 },
  ])('is the default for %j', (given) => {
    const config = readKioskConfig(given);
    expect(config).toEqual(readKioskConfig({}));
    expect(config).toMatchObject({
      rate: 1,
      shot: 'upper',
      captions: true,
      keepAwake: true,
      groups: [],
      microphone: 'off',
    });
  });

  it('leaves out buttons that say nothing, and bounds their number', () => {
    const buttons = Array.from({ length: 40 }, (_, i) => ({ label: `${i}`, text: 'x' }));
    expect(readKioskConfig({ buttons }).groups[0]?.buttons).toHaveLength(12);
    expect(readKioskConfig({ buttons: [{ label: 'a' }, { text: 'b' }, null] }).groups).toEqual([]);
  });

  it('has words in a language, else in the other', () => {
    expect(inLanguage('您好', 'en')).toBe('您好');
    expect(inLanguage({ zh: '您好', en: 'Hello' }, 'en')).toBe('Hello');
    expect(inLanguage({ zh: '您好' }, 'en')).toBe('您好');
    expect(inLanguage('', 'zh')).toBe('');
  });
});
