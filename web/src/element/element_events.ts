import type { AvatarEvents } from './events.ts';

/** Details of the element's events, by their names. */
export interface ElementEvents extends Omit<AvatarEvents, 'servermessage'> {
  /** The picture is out of sight and not drawn: another tab, scrolled away, hidden. Speech goes on. */
  sleep: Record<string, never>;
  /** The picture is seen again. */
  wake: Record<string, never>;
}

/** Those that an avatar tells; `sleep` and `wake` are the element's own. */
export const ELEMENT_EVENTS: readonly Exclude<keyof AvatarEvents, 'servermessage'>[] = [
  'ready',
  'progress',
  'error',
  'connection',
  'resumed',
  'code',
  'hostbound',
  'hostlost',
  'tokenneeded',
  'describe',
  'speakstart',
  'speakend',
  'word',
  'sentence',
  'mark',
  'clipstart',
  'clipend',
  'interrupted',
  'follow',
  'turnstart',
  'turnstate',
  'transcript',
  'show',
  'handover',
  'turnend',
  'bargein',
  'hearing',
  'autoplayblocked',
  'autoplayallowed',
  'quality',
  'figure',
  'shotchange',
  'statechange',
];

/** `CustomEvent`s by their names. */
export type ElementEventMap = { readonly [K in keyof ElementEvents]: CustomEvent<ElementEvents[K]> };

/** Every event that the element may be listened to for: ours in place of the platform's `error` and `progress`. */
type HeardEventMap = Omit<HTMLElementEventMap, keyof ElementEventMap> & ElementEventMap;

/** An element whose `addEventListener` knows what our events tell. */
export interface TellingElement extends HTMLElement {
  addEventListener<K extends keyof HeardEventMap>(
    type: K,
    listener: (this: HTMLElement, event: HeardEventMap[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  removeEventListener<K extends keyof HeardEventMap>(
    type: K,
    listener: (this: HTMLElement, event: HeardEventMap[K]) => unknown,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | EventListenerOptions,
  ): void;
}
