import type { Avatar } from '../../element/avatar.ts';
import type { DialogueOffer } from '../../protocol/index.ts';
import { button, fill, part } from '../dom.ts';
import type { Language } from '../language.ts';
import type { TextUse } from '../speech_controls.ts';
import { greetOnGesture } from './greeting.ts';
import { LatencyOverlay } from './latency_overlay.ts';
import { MicrophoneButton } from './microphone_button.ts';
import { shownElements } from './shown.ts';
import { TalkLog } from './talk_log.ts';
import { type TalkKey, talkText } from './talk_text.ts';

const MOST_SUGGESTIONS = 6;
const THINKS_AFTER_MS = 250;

export interface TalkWishes {
  /** The text box begins as a place for what is to be said. */
  readonly say: boolean;
  /** Latencies are shown from the beginning. */
  readonly overlay: boolean;
}

/**
 * The conversation on the demo page: what was asked and answered, what belongs beside an answer, and a choice whether the
 * text box asks or has its text said.
 */
export class TalkPanel {
  private offer: DialogueOffer;
  private readonly avatar: Avatar;
  private readonly language: Language;
  private readonly use: TextUse;
  private readonly log: TalkLog;
  private readonly place = document.createElement('section');
  private readonly logPlace = document.createElement('div');
  private readonly status = document.createElement('p');
  private readonly suggestions = document.createElement('div');
  private readonly modes: readonly HTMLButtonElement[];
  private readonly modesPlace = document.createElement('div');
  private readonly latency: HTMLButtonElement;
  private readonly overlay: LatencyOverlay;
  private readonly microphone: MicrophoneButton;
  private thinks: ReturnType<typeof setTimeout> | undefined;

  constructor(avatar: Avatar, language: Language, use: TextUse, offer: DialogueOffer, wishes: TalkWishes) {
    this.avatar = avatar;
    this.language = language;
    this.use = use;
    this.offer = offer;
    this.log = new TalkLog(this.logPlace);
    this.overlay = new LatencyOverlay(part('stage').parentElement!);
    this.overlay.show(wishes.overlay);
    this.modes = [button('', () => this.choose(true)), button('', () => this.choose(false))];
    this.latency = button('', () => {
      this.overlay.show(!this.overlay.shown);
      this.show();
    });
    this.microphone = new MicrophoneButton(avatar, language);
    this.build();
    this.listen();
    this.choose(!wishes.say);
    language.onChange(() => this.show());
    // Whoever has texts said is not asked what he wants to know.
    if (!wishes.say) greetOnGesture(avatar, () => (use.asks ? this.offer.openings[language.current] : undefined));
  }

  /** The server has said anew what it offers; null when it does not converse any more. */
  update(offer: DialogueOffer | null): void {
    for (const element of [this.place, this.modesPlace]) element.hidden = offer === null;
    if (offer) this.offer = offer;
    this.choose(offer !== null && this.use.asks);
  }

  private build(): void {
    const { place, logPlace, status, modesPlace, suggestions } = this;
    place.className = 'talk';
    logPlace.className = 'talk-log';
    logPlace.setAttribute('role', 'log');
    logPlace.tabIndex = 0;
    status.className = 'talk-status';
    status.setAttribute('role', 'status');
    place.append(logPlace, status);
    modesPlace.className = 'talk-modes';
    modesPlace.setAttribute('role', 'group');
    modesPlace.append(...this.modes, this.latency);
    suggestions.className = 'examples';
    suggestions.setAttribute('role', 'group');
    const form = part('speak-form');
    form.before(place);
    form.prepend(modesPlace);
    part('examples').after(suggestions);
    form.append(this.microphone.element);
  }

  private listen(): void {
    const { avatar, log } = this;
    const { events } = avatar;
    events.on('turnstart', ({ id, text }) => {
      if (!text) return;
      log.write(id, 'question', text);
      this.bringIntoView();
    });
    events.on('transcript', ({ id, text, final }) => {
      if (text) log.write(id, 'question', text);
      else if (final) log.drop(id, 'question');
    });
    events.on('speakstart', ({ turn, text }) => turn && log.append(turn, text));
    events.on('turnend', (turn) => {
      const { id, interrupted, heard, source } = turn;
      if (source === 'unheard') log.drop(id, 'question');
      if (interrupted) {
        if (heard) log.write(id, 'answer', heard, this.text('interrupted'));
        else log.drop(id, 'answer');
      }
      this.overlay.add(turn);
    });
    events.on('show', (shown) => {
      // It stands below what is said, which may begin a little later.
      log.line(shown.id, 'answer');
      for (const element of shownElements(shown, (say) => this.ask(say))) log.add(element);
    });
    events.on('handover', ({ id }) => {
      // It stands below what is said, which may begin a little later.
      log.line(id, 'answer');
      const notice = document.createElement('p');
      notice.className = 'talk-handover';
      notice.textContent = this.text('handover');
      log.add(notice);
    });
    events.on('statechange', () => this.showState());
  }

  private ask(text: string): void {
    // Inside the gesture: browsers let sound begin only here.
    this.avatar.unlock().catch(() => {});
    this.avatar.ask(text, { language: null });
  }

  /** On a phone the button that asks lies below figure and conversation, where neither is seen. */
  private bringIntoView(): void {
    part('stage').scrollIntoView({ block: 'end' });
    this.place.scrollIntoView({ block: 'nearest' });
  }

  private choose(asks: boolean): void {
    this.use.asks = asks;
    this.fillBox();
    this.show();
  }

  /** Examples are things to say, none to ask. */
  private fillBox(): void {
    const text = part<HTMLTextAreaElement>('text');
    const examples = this.language.examples.map((example) => example.text);
    if (this.use.asks && examples.includes(text.value)) text.value = '';
    else if (!this.use.asks && text.value === '') text.value = examples[0]!;
    text.dispatchEvent(new Event('input'));
  }

  private show(): void {
    const { modes, use, suggestions } = this;
    this.logPlace.setAttribute('aria-label', this.text('conversation'));
    this.modesPlace.setAttribute('aria-label', this.text('mode'));
    modes[0]!.textContent = this.text('ask');
    modes[1]!.textContent = this.text('say');
    modes[0]!.setAttribute('aria-pressed', String(use.asks));
    modes[1]!.setAttribute('aria-pressed', String(!use.asks));
    this.latency.textContent = this.text('latency');
    this.latency.setAttribute('aria-pressed', String(this.overlay.shown));
    suggestions.setAttribute('aria-label', this.text('suggestions'));
    part('examples').hidden = use.asks;
    suggestions.hidden = !use.asks;
    fill(
      suggestions,
      (this.offer.suggestions[this.language.current] || [])
        .slice(0, MOST_SUGGESTIONS)
        .map((question) => button(question, () => this.ask(question))),
    );
    const text = part<HTMLTextAreaElement>('text');
    const label = part('speak-form').querySelector<HTMLElement>('label')!;
    const verb = part('speak').querySelector<HTMLElement>('span')!;
    // Nobody is let write what would be refused. What is said may be longer.
    if (use.asks) text.maxLength = this.offer.question_chars;
    else text.removeAttribute('maxlength');
    text.placeholder = use.asks ? this.text('askPlaceholder') : this.language.text('placeholder');
    label.textContent = use.asks ? this.text('askLabel') : this.language.text('textLabel');
    verb.textContent = use.asks ? this.text('asking') : this.language.text('speak');
    this.showState();
  }

  private showState(): void {
    const { state } = this.avatar;
    const key = state === 'thinking' ? 'thinking' : state === 'listening' ? 'hearing' : null;
    clearTimeout(this.thinks);
    const show = () => {
      this.status.textContent = key ? this.text(key) : '';
    };
    // Between two clauses of an answer nobody is told that the avatar thinks.
    if (key === 'thinking') this.thinks = setTimeout(show, THINKS_AFTER_MS);
    else show();
  }

  private text(key: TalkKey): string {
    return talkText(this.language.current, key);
  }
}
