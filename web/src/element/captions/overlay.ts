import type { Avatar } from '../avatar.ts';
import { CaptionsView, type UnitState } from './captions_view.ts';

/** On the plate's darkest and lightest composition each of them has a contrast of more than 4.5 to 1. */
const COLOURS: { readonly [state in UnitState]: string } = { '': '#d3dbe6', now: '#ffd873', heard: '#ffffff' };

/** Letters are so high by the figure's width, between what can be read and what the page's own text is; px. */
const SIZE = 0.06;
const LEAST_PX = 13;
/** A lower figure has two lines in place of three: its mouth is to be seen. */
const LOW_PX = 320;
const LINE_EM = 1.45;
const AROUND_EM = 0.45;

interface Overlay {
  readonly element: HTMLElement;
  readonly view: CaptionsView;
  readonly stop: () => void;
}

const overlays = new WeakMap<HTMLElement, Overlay>();

/**
 * Shows captions over the foot of a figure's container, or takes them away. They are a live region: a screen reader
 * reads each sentence as it begins.
 */
export function showCaptions(container: HTMLElement, avatar: Pick<Avatar, 'events'>, on: boolean): void {
  const known = overlays.get(container);
  if (!on) {
    known?.view.destroy();
    known?.stop();
    known?.element.remove();
    overlays.delete(container);
    return;
  }
  if (known) return;
  const place = document.createElement('div');
  place.style.cssText = 'position:absolute;z-index:1;left:3%;right:3%;bottom:3%;text-align:center;pointer-events:none';
  const text = document.createElement('p');
  text.hidden = true;
  text.setAttribute('part', 'captions');
  text.setAttribute('aria-live', 'polite');
  text.setAttribute('aria-atomic', 'true');
  // What is around the lines is border, not padding, which would show halves of the lines before and after.
  text.style.cssText =
    'display:inline-block;max-width:100%;margin:0;border:solid transparent;' +
    `border-width:${AROUND_EM}em .9em;font:500 1.15rem/${LINE_EM} system-ui,sans-serif;` +
    'box-sizing:border-box;overflow:hidden;border-radius:.7em;background:rgba(16,22,34,.82);' +
    'text-align:left;white-space:pre-wrap;overflow-wrap:break-word;position:relative';
  place.appendChild(text);
  container.appendChild(place);
  const view = new CaptionsView(text, avatar, (span, state) => {
    span.style.color = COLOURS[state];
  });
  // `hidden` gives way to a display of one's own.
  const shown = new MutationObserver(() => {
    text.style.display = text.hidden ? 'none' : 'inline-block';
  });
  text.style.display = 'none';
  shown.observe(text, { attributes: true, attributeFilter: ['hidden'] });
  const resizing = new ResizeObserver(() => {
    const { clientWidth, clientHeight } = container;
    const lines = clientHeight < LOW_PX ? 2 : 3;
    text.style.maxHeight = `${lines * LINE_EM + 2 * AROUND_EM}em`;
    text.style.fontSize = `max(${LEAST_PX}px, min(1.15rem, ${Math.round(clientWidth * SIZE)}px))`;
  });
  resizing.observe(container);
  // A screen reader is to read each in its own language, whatever the page's is.
  const quiet = avatar.events.on('speakstart', ({ language }) => {
    text.lang = language;
  });
  const stop = (): void => {
    quiet();
    resizing.disconnect();
  };
  overlays.set(container, { element: place, view, stop });
}
