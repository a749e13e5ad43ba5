import { fill } from './dom.ts';
import { loadText, type PageLanguage, type PageText, pageLanguage, type TextKey } from './page_text.ts';

type Listener = (language: PageLanguage) => void;

/** The language that the page is shown in. */
export class Language {
  current: PageLanguage;
  private page: PageText;
  private readonly listeners: Listener[] = [];

  private constructor(current: PageLanguage, page: PageText) {
    this.current = current;
    this.page = page;
  }

  /** The language asked for, else the browser's; Chinese when the other cannot be fetched. */
  static async choose(asked: PageLanguage | undefined): Promise<Language> {
    const wanted = asked ?? pageLanguage(navigator.languages ?? [navigator.language]);
    try {
      return new Language(wanted, await loadText(wanted));
    } catch {
      return new Language('zh', await loadText('zh'));
    }
  }

  /** Text of the page by its key. */
  readonly text = (key: TextKey): string => this.page.text[key];

  /** What a clip is called on the page. */
  gesture(clip: string): string {
    return this.page.gestures[clip] ?? clip;
  }

  get examples(): PageText['examples'] {
    return this.page.examples;
  }

  /** Runs at once, and again after every change. */
  onChange(listener: Listener): void {
    this.listeners.push(listener);
    listener(this.current);
  }

  /** Changes to the other language once its text has come; rejects when it cannot be fetched. */
  async toggle(): Promise<void> {
    const other = this.current === 'zh' ? 'en' : 'zh';
    this.page = await loadText(other);
    this.current = other;
    for (const listener of this.listeners) listener(other);
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
