const WORDS = {
  zh: { start: '点击开始说话' },
  en: { start: 'Tap to hear it' },
} as const;

/** The few words that the element itself shows, in the language of its place on the page, else of the browser. */
export function wordsFor(element: Element): (typeof WORDS)['zh' | 'en'] {
  const marked = element.closest('[lang]')?.getAttribute('lang');
  return /^zh/i.test(marked || navigator.language || 'zh') ? WORDS.zh : WORDS.en;
}
