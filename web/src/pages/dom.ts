/** The element of the page with this id; a page without it is broken, and says so. */
export function part<T extends HTMLElement = HTMLElement>(id: string): T {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page has no element "${id}"`);
  return element as T;
}

/** A button with a text. */
export function button(text: string, onClick: () => void): HTMLButtonElement {
  const element = document.createElement('button');
  element.type = 'button';
  element.textContent = text;
  element.addEventListener('click', onClick);
  return element;
}

/** Replaces everything inside an element. */
export function fill(element: Element, children: readonly Node[]): void {
  element.textContent = '';
  element.append(...children);
}
