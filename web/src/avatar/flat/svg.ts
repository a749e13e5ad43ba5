const NAMESPACE = 'http://www.w3.org/2000/svg';

export type Attributes = { readonly [name: string]: string | number };

/** Adds an SVG element. Made by the DOM, not from markup: hosts may forbid the latter by policy. */
export function add(parent: ParentNode & Node, tag: string, attributes: Attributes = {}): SVGElement {
  const element = document.createElementNS(NAMESPACE, tag);
  for (const name of Object.keys(attributes)) element.setAttribute(name, String(attributes[name]));
  parent.appendChild(element);
  return element;
}

/** Writes an attribute where it has changed: the browser then draws nothing anew for a face that rests. */
export class Slot {
  private value = '';
  private readonly element: Element;
  private readonly name: string;

  constructor(element: Element, name = 'd') {
    this.element = element;
    this.name = name;
  }

  set(value: string): void {
    if (value === this.value) return;
    this.value = value;
    this.element.setAttribute(this.name, value);
  }
}
