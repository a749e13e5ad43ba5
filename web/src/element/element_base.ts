/** What the element extends: an HTMLElement that knows what our events tell. */

import type { TellingElement } from './element_events.ts';

// Frameworks import a page's modules on their servers too, where there is no HTMLElement to extend.
export const ElementBase = (typeof HTMLElement === 'undefined' ? class {} : HTMLElement) as {
  new (): TellingElement;
  prototype: TellingElement;
};
