import type { Show } from '../../protocol/index.ts';
import { button } from '../dom.ts';

/** Pictures of one answer that are shown. */
const MOST_PICTURES = 6;

/**
 * Links, pictures and buttons beside an answer, as elements. Everything is text: nothing is parsed as HTML, and addresses
 * that lead elsewhere than to a site or to a file of this one are left out.
 *
 * @param press asks what a button says
 */
export function shownElements(
  { links, pictures, buttons, silent_text }: Pick<Show, 'links' | 'pictures' | 'buttons' | 'silent_text'>,
  press: (say: string) => void,
  base: string = document.baseURI,
): HTMLElement[] {
  const found: HTMLElement[] = [];
  if (silent_text) {
    const text = document.createElement('pre');
    text.textContent = silent_text;
    found.push(text);
  }
  for (const { url, alt } of pictures.slice(0, MOST_PICTURES)) {
    const address = safeAddress(url, base);
    if (!address) continue;
    const picture = document.createElement('img');
    picture.alt = alt;
    picture.loading = 'lazy';
    picture.referrerPolicy = 'no-referrer';
    // One that is not there, or that our pages' policy does not let in, is read instead.
    picture.addEventListener('error', () => picture.replaceWith(document.createTextNode(alt)));
    picture.src = address;
    const place = document.createElement('figure');
    place.append(picture);
    found.push(place);
  }
  const row = (name: string, elements: HTMLElement[]) => {
    if (elements.length === 0) return;
    const place = document.createElement('div');
    place.className = name;
    place.append(...elements);
    found.push(place);
  };
  row(
    'talk-links',
    links.flatMap(({ title, url }) => {
      const address = safeAddress(url, base);
      if (!address) return [];
      const link = document.createElement('a');
      link.href = address;
      link.target = '_blank';
      link.rel = 'noopener noreferrer';
      link.textContent = title;
      return [link];
    }),
  );
  row(
    'talk-buttons',
    buttons.map(({ title, say }) => button(title, () => press(say))),
  );
  return found;
}

/** An address that a page may lead to or show: `https:`, or of this site; null for any other. */
export function safeAddress(url: string, base: string): string | null {
  try {
    const address = new URL(url, base);
    const here = address.origin === new URL(base).origin && /^https?:$/.test(address.protocol);
    return here || address.protocol === 'https:' ? address.href : null;
  } catch {
    return null;
  }
}
