import { button, fill, part } from '../dom.ts';
import type { PageLanguage } from '../page_text.ts';
import { inLanguage, type KioskButton, type KioskConfig } from './kiosk_config.ts';
import { KIOSK_TEXT } from './kiosk_text.ts';

/** More buttons than this stand beside the figure, where the display is wide enough. */
const MOST_BELOW = 4;
const MOST_REPLIES = 4;

/** The kiosk's own controls: title, sets of buttons, and the words on them in the visitor's language. */
export class KioskView {
  language: PageLanguage;
  /** Told when the words on the page have changed. */
  onLanguage: () => void = () => {};
  private readonly config: KioskConfig;
  private readonly say: (button: KioskButton) => void;
  private group = 0;
  /** What belongs to the last answer, before the set of buttons. */
  private replies: readonly KioskButton[] = [];
  /** What can be asked where no buttons are configured. */
  private suggestions: Readonly<Record<string, readonly string[]>> = {};
  private still = false;

  constructor(config: KioskConfig, language: PageLanguage, say: (button: KioskButton) => void) {
    this.config = config;
    this.language = language;
    this.say = say;
    document.body.dataset.captions = config.captionSize;
    document.body.toggleAttribute(
      'data-many',
      config.groups.some(({ buttons }) => buttons.length > MOST_BELOW),
    );
    window.addEventListener('keydown', (event) => this.press(event));
    this.show();
  }

  get text(): (typeof KIOSK_TEXT)[PageLanguage] {
    return KIOSK_TEXT[this.language];
  }

  setLanguage(language: PageLanguage): void {
    this.language = language;
    this.show();
  }

  setStill(still: boolean): void {
    this.still = still;
    this.show();
  }

  /** Back to how it looks for the next visitor. */
  reset(): void {
    this.group = 0;
    this.replies = [];
    this.show();
  }

  /** Offers what can be asked next, before the buttons that are always there. */
  offerReplies(replies: readonly { readonly title: string; readonly say: string }[]): void {
    this.replies = replies.slice(0, MOST_REPLIES).map(({ title, say }) => asking(title, say));
    this.show();
  }

  /** Questions by language, for a display without buttons of its own. */
  offerSuggestions(suggestions: Readonly<Record<string, readonly string[]>>): void {
    this.suggestions = suggestions;
    this.show();
  }

  private get buttons(): readonly KioskButton[] {
    const { buttons } = this.config.groups[this.group] ?? {};
    const suggested = (this.suggestions[this.language] ?? []).slice(0, MOST_REPLIES);
    return [...this.replies, ...(buttons ?? suggested.map((say) => asking(say, say)))];
  }

  private show(): void {
    const { text, language, config } = this;
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
    const title = inLanguage(config.title, language) || text.title;
    part('title').textContent = title;
    document.title = title;
    part('language').textContent = text.other;
    part('language').setAttribute('aria-label', text.otherName);
    part('still').textContent = this.still ? text.moving : text.still;
    part('still').setAttribute('aria-pressed', String(this.still));
    part('start').textContent = text.start;
    part('stop').textContent = text.stop;
    part('connection').textContent = text.waiting;
    this.showGroups();
    fill(
      part('buttons'),
      this.buttons.map((one) => button(inLanguage(one.label, language), () => this.say(one))),
    );
    part('buttons').setAttribute('aria-label', text.questions);
    this.onLanguage();
  }

  private showGroups(): void {
    const { config, language } = this;
    const groups = part('groups');
    groups.hidden = config.groups.length < 2;
    groups.setAttribute('aria-label', this.text.topics);
    fill(
      groups,
      config.groups.map((group, index) => {
        const tab = button(inLanguage(group.label, language) || this.text.questions, () => {
          this.group = index;
          this.replies = [];
          this.show();
          (part('groups').children[index] as HTMLElement).focus();
        });
        tab.setAttribute('aria-pressed', String(index === this.group));
        return tab;
      }),
    );
  }

  /** Keys 1 to 9 are the buttons, for displays with a keypad. */
  private press({ key, ctrlKey, altKey, metaKey }: KeyboardEvent): void {
    const index = Number(key) - 1;
    if (ctrlKey || altKey || metaKey || !(index >= 0 && index < 9)) return;
    const chosen = this.buttons[index];
    if (chosen) this.say(chosen);
  }
}

function asking(label: string, ask: string): KioskButton {
  return { label, text: ask, ask, ssml: false, emotion: null };
}
