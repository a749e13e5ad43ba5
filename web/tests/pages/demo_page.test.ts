import { describe, expect, it } from 'vitest';
import { captionUnits } from '../../src/element/captions/caption_units.ts';
import { loadText, pageLanguage } from '../../src/pages/page_text.ts';
import { modelAddress, readQuery } from '../../src/pages/query_options.ts';
import { groupVoices } from '../../src/pages/voice_groups.ts';
import type { VoiceInfo } from '../../src/protocol/index.ts';

describe('the page’s address', () => {
  it('is read', () => {
    expect(
      readQuery(
        '?model=pip&voice=espeak:zh&text=%E6%82%A8%E5%A5%BD&lang=en-GB&shot=head&emotion=happy&rate=1.2&style=clear',
      ),
    ).toEqual({
      model: 'pip',
      voice: 'espeak:zh',
      text: '您好',
      lang: 'en',
      shot: 'head',
      emotion: 'happy',
      rate: 1.2,
      style: 'clear',
    });
  });

  it('says what the text box is for', () => {
    expect(readQuery('?mode=say&overlay')).toEqual({ mode: 'say', overlay: true });
    expect(readQuery('?mode=sing')).toEqual({});
  });

  it('is not believed when it makes no sense', () => {
    expect(readQuery('?rate=9&style=loud&shot=moon&lang=xx&model=&text=%20')).toEqual({});
    expect(readQuery(`?text=${'a'.repeat(9000)}`).text).toHaveLength(2000);
  });

  it.each([
    ['pip', 'https://a.example/x/models/pip/manifest.json'],
    ['/own/face.glb', 'https://a.example/own/face.glb'],
    ['models/jun/manifest.json', 'https://a.example/x/models/jun/manifest.json'],
    ['https://evil.example/face.glb', null],
    ['//evil.example/face.glb', null],
    ['javascript:alert(1)', null],
  ])('names the model %s', (model, address) => {
    expect(modelAddress(model, 'https://a.example/x/')).toBe(address);
  });
});

describe('captions', () => {
  const texts = (text: string) => captionUnits(text, 0).map((unit) => unit.text);

  it('light up by character in Chinese and by word elsewhere', () => {
    expect(texts('订单A1023已发货，')).toEqual(['订', '单', 'A1023', '已', '发', '货', '，']);
    expect(texts('Hello, dear world!')).toEqual(['Hello,', ' ', 'dear', ' ', 'world!']);
    expect(texts('𠮷野家でお茶')).toEqual(['𠮷', '野', '家', 'で', 'お', '茶']);
  });

  it.each(['您的订单A1023，3天 later 到达😀！', '', '  x ', '안녕 hello'])('lose nothing of "%s"', (text) => {
    const units = captionUnits(text, 7);
    expect(units.map((unit) => unit.text).join('')).toBe(text);
    for (const unit of units) expect(text.slice(unit.start - 7, unit.end - 7)).toBe(unit.text);
  });
});

describe('the voice list', () => {
  const voice = (name: string, ...languages: string[]): VoiceInfo => ({
    name,
    engine: 'e',
    title: name,
    languages,
    gender: 'neutral',
    sample_rate_hz: 24000,
    default_for: [],
    timing: [],
  });
  const voices = [voice('a', 'fr-FR'), voice('b', 'en-GB', 'zh'), voice('c', 'zh-CN'), voice('d', 'en-US'), voice('e')];

  it('is grouped by the voices’ first language, the page’s own first', () => {
    const groups = groupVoices(voices, 'zh').map(({ language, voices: members }) => [
      language,
      members.map(({ name }) => name),
    ]);
    expect(groups.slice(0, 2)).toEqual([
      ['zh', ['c']],
      ['en', ['b', 'd']],
    ]);
    expect(groups).toHaveLength(4);
    expect(groupVoices(voices, 'en')[0]!.title).toBe('English');
    expect(groupVoices([], 'en')).toEqual([]);
  });
});

describe('the page’s text', () => {
  it('is Chinese first, and English for everybody else', () => {
    expect(pageLanguage(['zh-TW', 'en'])).toBe('zh');
    expect(pageLanguage(['de-DE', 'zh'])).toBe('en');
    expect(pageLanguage([])).toBe('zh');
  });

  it('says everything in both languages', async () => {
    const [zh, en] = [await loadText('zh'), await loadText('en')];
    expect(Object.keys(en.text).sort()).toEqual(Object.keys(zh.text).sort());
    for (const text of [...Object.values(en.text), ...Object.values(zh.text)]) expect(text.trim()).not.toBe('');
    expect(zh.examples[0]!.text).toBe('您好，您的订单A1023已发货，预计3天后到达，谢谢！');
  });
});
