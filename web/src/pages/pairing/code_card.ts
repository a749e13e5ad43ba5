import { pageLanguage } from '../page_text.ts';
import { CODE_WORDS, type CodePurpose } from './code_words.ts';

/** A one-time code that can be read from two metres, what it is for, and how long it is good. */
export class CodeCard {
  private readonly place: HTMLElement;
  private readonly purpose: CodePurpose;
  private shown: { readonly code: string; readonly endsAtMs: number } | null = null;
  private ticking: ReturnType<typeof setInterval> | undefined;

  constructor(place: HTMLElement, purpose: CodePurpose) {
    this.place = place;
    this.purpose = purpose;
    place.dataset.purpose = purpose;
    // The page says its language there, and may change it.
    new MutationObserver(() => this.draw()).observe(document.documentElement, { attributeFilter: ['lang'] });
  }

  show(code: string, seconds: number): void {
    this.shown = { code, endsAtMs: Date.now() + seconds * 1000 };
    clearInterval(this.ticking);
    this.ticking = setInterval(() => this.tick(), 1000);
    this.draw();
    this.place.hidden = false;
  }

  hide(): void {
    clearInterval(this.ticking);
    this.shown = null;
    this.place.hidden = true;
    this.place.textContent = '';
  }

  private draw(): void {
    if (!this.shown) return;
    const { code } = this.shown;
    const words = CODE_WORDS[pageLanguage([document.documentElement.lang])][this.purpose];
    const halves = `${code.slice(0, 5)}-${code.slice(5)}`;
    this.place.textContent = '';
    this.add('p', 'code-title', words.title);
    this.add('p', 'code-text', halves).translate = false;
    this.add('p', 'code-hint', words.hint);
    if (words.command) this.add('code', 'code-command', words.command.replace('CODE', halves));
    // It changes each second, which nobody wants to have read out.
    this.add('p', 'code-left', '').setAttribute('aria-hidden', 'true');
    this.tick();
  }

  private tick(): void {
    if (!this.shown) return;
    const seconds = Math.max(0, Math.round((this.shown.endsAtMs - Date.now()) / 1000));
    const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
    const left = this.place.querySelector('.code-left');
    if (left) left.textContent = CODE_WORDS[pageLanguage([document.documentElement.lang])].left.replace('TIME', time);
  }

  private add(tag: string, name: string, text: string): HTMLElement {
    const element = document.createElement(tag);
    element.className = name;
    element.textContent = text;
    this.place.append(element);
    return element;
  }
}
