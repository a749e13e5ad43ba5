import { EXAMPLES, GESTURES, TEXT } from './text_zh.ts';

/** Languages of the page itself. */
export type PageLanguage = 'zh' | 'en';

export type TextKey = keyof typeof TEXT;

/** Everything that the page says in one language. */
export interface PageText {
  readonly text: Readonly<Record<TextKey, string>>;
  /** Gestures by the names of their clips. */
  readonly gestures: Readonly<Record<string, string>>;
  readonly examples: readonly { readonly label: string; readonly text: string }[];
}

/** The page's text. Chinese comes with the page, English is fetched. */
export async function loadText(language: PageLanguage): Promise<PageText> {
  if (language === 'zh') return { text: TEXT, gestures: GESTURES, examples: EXAMPLES };
  const english = await import('./text_en.ts');
  return { text: english.TEXT, gestures: english.GESTURES, examples: english.EXAMPLES };
}

/** The page's language for a browser's preferences: Chinese unless another comes first. */
export function pageLanguage(preferences: readonly string[]): PageLanguage {
  for (const preference of preferences) {
    if (/^zh/i.test(preference)) return 'zh';
    if (preference) return 'en';
  }
  return 'zh';
}
