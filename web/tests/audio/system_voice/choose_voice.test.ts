import { describe, expect, it } from 'vitest';
import { chooseVoice, type SystemVoiceInfo } from '../../../src/audio/system_voice/choose_voice.ts';

const voice = (name: string, lang: string, more: Partial<SystemVoiceInfo> = {}): SystemVoiceInfo => ({
  name,
  lang,
  localService: true,
  default: false,
  voiceURI: name,
  ...more,
});

describe('chooseVoice', () => {
  it.each([
    ['the country before all', 'en-GB', [voice('Sam', 'en-US', { default: true }), voice('Kate', 'en-GB')], 'Kate'],
    ['another country rather than none', 'en-GB', [voice('Sam', 'en-US'), voice('Li', 'zh-CN')], 'Sam'],
    ['one on the device', 'zh-CN', [voice('Far', 'zh-CN', { localService: false }), voice('Near', 'zh-CN')], 'Near'],
    ['what its maker praises', 'en-US', [voice('A', 'en-US'), voice('B (Enhanced)', 'en-US')], 'B (Enhanced)'],
    ['no toy where there is another', 'en-US', [voice('Bells', 'en-US', { default: true }), voice('A', 'en-GB')], 'A'],
    ['a toy where there is none', 'en-US', [voice('Bells', 'en-US')], 'Bells'],
    ['codes as Android writes them', 'zh-CN', [voice('A', 'zh_TW'), voice('B', 'zh_CN_#Hans')], 'B'],
    ['codes by ISO 639-3', 'zh-CN', [voice('A', 'cmn-Hant-TW'), voice('B', 'cmn-Hans-CN')], 'B'],
    ['Cantonese for Hong Kong', 'zh-HK', [voice('A', 'zh-CN'), voice('B', 'yue-Hant-HK')], 'B'],
    ['Mandarin from Taiwan rather than Cantonese', 'zh-CN', [voice('A', 'zh-HK'), voice('B', 'zh-TW')], 'B'],
  ] as const)('%s', (_, language, voices, name) => {
    expect(chooseVoice(voices, language)?.name).toBe(name);
  });

  it('is null where nobody reads the language', () => {
    expect(chooseVoice([voice('A', 'de-DE'), voice('B', '')], 'zh-CN')).toBeNull();
    expect(chooseVoice([voice('A', 'zh-HK')], 'zh-CN')).toBeNull();
    expect(chooseVoice([], 'en-US')).toBeNull();
  });
});
