import type { Avatar } from '../element/avatar.ts';
import { captionUnits } from './caption_units.ts';

const LINGER_MS = 1600;

/** Shows the sentence being said, lighting up what has been heard. */
export class CaptionsView {
  private readonly place: HTMLElement;
  private spans: { readonly span: HTMLElement; readonly start: number; readonly end: number }[] = [];
  private utterance: string | null = null;
  private hiding: ReturnType<typeof setTimeout> | undefined;

  constructor(place: HTMLElement, avatar: Avatar) {
    this.place = place;
    avatar.events.on('speakstart', ({ id, text }) => this.show(id, text, 0));
    avatar.events.on('sentence', ({ id, start, text }) => this.show(id, text, start));
    avatar.events.on('word', ({ id, start, end }) => id === this.utterance && this.light(start, end));
    avatar.events.on('speakend', ({ id, completed }) => {
      if (id !== this.utterance) return;
      if (completed) this.light(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
      this.hiding = setTimeout(() => this.hide(), completed ? LINGER_MS : LINGER_MS / 4);
    });
  }

  private show(id: string, text: string, offset: number): void {
    clearTimeout(this.hiding);
    this.utterance = id;
    this.spans = captionUnits(text, offset).map(({ start, end, text: unit }) => {
      const span = document.createElement('span');
      span.textContent = unit;
      return { span, start, end };
    });
    this.place.textContent = '';
    this.place.append(...this.spans.map(({ span }) => span));
    // A recording of which nobody knows what is said has no captions.
    this.place.hidden = this.spans.length === 0;
  }

  private light(from: number, to: number): void {
    let now: HTMLElement | null = null;
    for (const { span, start, end } of this.spans) {
      const current = start < to && end > from;
      span.className = current ? 'now' : end <= from ? 'heard' : '';
      if (current) now ??= span;
    }
    if (now) this.place.scrollTop = now.offsetTop - this.place.clientHeight / 2;
  }

  private hide(): void {
    this.place.hidden = true;
    this.place.textContent = '';
    this.spans = [];
    this.utterance = null;
  }
}
