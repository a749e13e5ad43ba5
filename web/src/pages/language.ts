import { fill } from './dom.ts';
import { PAGE_TEXT, type PageLanguage, pageLanguage, type TextKey } from './page_text.ts';

type Listener = (language: PageLanguage) => void;

/** The language that the page is shown in. */
export class Language {
  current: PageLanguage;
  private readonly listeners: Listener[] = [];

  constructor(chosen: PageLanguage | undefined) {
    this.current = chosen ?? pageLanguage(navigator.languages ?? [navigator.language]);
  }

  /** Text of the page by its key. */
  readonly text = (key: TextKey): string => PAGE_TEXT[this.current][key];

  /** Runs at once, and again after every change. */
  onChange(listener: Listener): void {
    this.listeners.push(listener);
    listener(this.current);
  }

  toggle(): void {
    this.current = this.current === 'zh' ? 'en' : 'zh';
    for (const listener of this.listeners) listener(this.current);
  }

  /** Puts the texts into the elements that name them by `data-text` and `data-label`. */
  apply(root: Document): void {
    root.documentElement.lang = this.current === 'zh' ? 'zh-CN' : 'en';
    for (const element of root.querySelectorAll<HTMLElement>('[data-text]')) {
      fill(element, [root.createTextNode(this.text(element.dataset.text as TextKey))]);
    }
    for (const element of root.querySelectorAll<HTMLElement>('[data-label]')) {
      element.setAttribute('aria-label', this.text(element.dataset.label as TextKey));
    }
  }
}
