import type { Avatar } from '../avatar.ts';
import { captionUnits } from './caption_units.ts';

const LINGER_MS = 1600;

/** How a unit of a caption stands: still to come, said now, or heard already. */
export type UnitState = '' | 'now' | 'heard';

/** Shows the sentence being said, lighting up what has been heard. */
export class CaptionsView {
  private readonly place: HTMLElement;
  private readonly paint: (span: HTMLElement, state: UnitState) => void;
  private readonly stops: readonly (() => void)[];
  private spans: { readonly span: HTMLElement; readonly start: number; readonly end: number }[] = [];
  private utterance: string | null = null;
  private hiding: ReturnType<typeof setTimeout> | undefined;

  /** @param paint shows a unit's state besides its class, where no style sheet does */
  constructor(place: HTMLElement, avatar: Pick<Avatar, 'events'>, paint: CaptionsView['paint'] = () => {}) {
    this.place = place;
    this.paint = paint;
    const { events } = avatar;
    this.stops = [
      events.on('speakstart', ({ id, text }) => this.show(id, text, 0)),
      events.on('sentence', ({ id, start, text }) => this.show(id, text, start)),
      events.on('word', ({ id, start, end }) => id === this.utterance && this.light(start, end)),
      events.on('speakend', ({ id, completed }) => {
        if (id !== this.utterance) return;
        if (completed) this.light(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
        this.hiding = setTimeout(() => this.hide(), completed ? LINGER_MS : LINGER_MS / 4);
      }),
    ];
  }

  /** Listens no more, and shows nothing. */
  destroy(): void {
    clearTimeout(this.hiding);
    for (const stop of this.stops) stop();
    this.hide();
  }

  private show(id: string, text: string, offset: number): void {
    clearTimeout(this.hiding);
    this.utterance = id;
    this.spans = captionUnits(text, offset).map(({ start, end, text: unit }) => {
      const span = document.createElement('span');
      span.textContent = unit;
      this.paint(span, '');
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
      const state = current ? 'now' : end <= from ? 'heard' : '';
      span.className = state;
      this.paint(span, state);
      if (current) now ??= span;
    }
    if (now) this.scrollTo(now);
  }

  /** Whole lines only: the one before what is said stays, where there is one. */
  private scrollTo(span: HTMLElement): void {
    const line = Number.parseFloat(getComputedStyle(this.place).lineHeight);
    if (line > 0) this.place.scrollTop = (Math.round(span.offsetTop / line) - 1) * line;
  }

  private hide(): void {
    this.place.hidden = true;
    this.place.textContent = '';
    this.spans = [];
    this.utterance = null;
  }
}
