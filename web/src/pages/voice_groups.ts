import type { VoiceInfo } from '../protocol/index.ts';
import type { PageLanguage } from './page_text.ts';

/** The voices of one language. */
export interface VoiceGroup {
  readonly language: string;
  readonly title: string;
  readonly voices: readonly VoiceInfo[];
}

/** Voices by the language they read best, in their own order; the page's language first. */
export function groupVoices(voices: readonly VoiceInfo[], page: PageLanguage): VoiceGroup[] {
  const groups = new Map<string, VoiceInfo[]>();
  for (const voice of voices) {
    const language = (voice.languages[0] ?? '').split('-')[0]!.toLowerCase();
    const group = groups.get(language);
    if (group) group.push(voice);
    else groups.set(language, [voice]);
  }
  const place = (language: string) => (language === page ? 0 : language === 'zh' || language === 'en' ? 1 : 2);
  return [...groups]
    .map(([language, members]) => ({ language, title: languageTitle(language, page), voices: members }))
    .sort((a, b) => place(a.language) - place(b.language) || (a.title < b.title ? -1 : 1));
}

const TITLES: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  zh: ['中文', 'Chinese'],
  cmn: ['中文', 'Chinese'],
  yue: ['粤语', 'Cantonese'],
  en: ['英语', 'English'],
  ja: ['日语', 'Japanese'],
  ko: ['韩语', 'Korean'],
  '': ['其他', 'Other'],
};

function languageTitle(language: string, page: PageLanguage): string {
  const known = TITLES[language];
  if (known) return known[page === 'zh' ? 0 : 1];
  // Newer than the oldest browsers we run in.
  const names = (
    Intl as { DisplayNames?: new (locale: string, options: { type: string }) => { of(code: string): string } }
  ).DisplayNames;
  try {
    return names ? names && new names(page, { type: 'language' }).of(language) : language;
  } catch {
    return language;
  }
}
