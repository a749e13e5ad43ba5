export type Corner = 'top-left' | 'top-right' | 'bottom-left' | 'bottom-right';
export const CORNERS: readonly Corner[] = ['top-left', 'top-right', 'bottom-left', 'bottom-right'];

/** How a figure is marked as made by a machine. */
export interface MarkOptions {
  /** By default “AI生成” or “AI-generated”, by the language of the place on the page, else of the browser. */
  readonly text?: string | null;
  readonly corner?: Corner;
  /** Height of the letters as a share of the picture's shorter side; 0.03 by default, and 12 px at the least. */
  readonly size?: number;
}

/** Small beside a figure that one talks with. China's GB 45438-2025 asks for 0.05 on pictures and films. */
const SIZE = 0.03;
const LEAST_PX = 12;
const MOST_TEXT = 40;

const marks = new WeakMap<HTMLElement, AiMark>();

/** Shows the mark in the container of a figure, or changes it; `false` takes it away. */
export function showMark(container: HTMLElement, options: MarkOptions | false): void {
  const known = marks.get(container);
  if (options === false) {
    known?.destroy();
    marks.delete(container);
    return;
  }
  const mark = known || new AiMark(container);
  marks.set(container, mark);
  mark.set(options);
}

/** A small text in a corner of the picture: light on dark, whatever is behind it; faces are in the middle. */
class AiMark {
  private readonly container: HTMLElement;
  private readonly element = document.createElement('span');
  private readonly resizing: ResizeObserver;
  private readonly positioned: string;
  private share = SIZE;

  constructor(container: HTMLElement) {
    this.container = container;
    const { element } = this;
    element.className = 'visavis-mark';
    // In a shadow root, the host's page can restyle it.
    element.setAttribute('part', 'mark');
    element.style.cssText =
      'position:absolute;z-index:1;max-width:46%;overflow:hidden;text-overflow:ellipsis;white-space:nowrap;' +
      'padding:.22em .6em;border-radius:.45em;background:rgba(16,22,34,.72);color:#fff;line-height:1.3;' +
      'font-family:system-ui,sans-serif;font-weight:500;letter-spacing:.02em;pointer-events:none;user-select:none';
    this.positioned = container.style.position;
    if (getComputedStyle(container).position === 'static') container.style.position = 'relative';
    container.appendChild(element);
    this.resizing = new ResizeObserver(() => this.fit());
    this.resizing.observe(container);
  }

  set({ text, corner, size }: MarkOptions): void {
    const { style } = this.element;
    this.element.textContent = (text || defaultText(this.container)).slice(0, MOST_TEXT);
    const [vertical, horizontal] = (corner && CORNERS.includes(corner) ? corner : 'top-left').split('-') as [
      string,
      string,
    ];
    for (const side of ['top', 'right', 'bottom', 'left']) {
      style.setProperty(side, side === vertical || side === horizontal ? '.6em' : 'auto');
    }
    this.share = size !== undefined && size >= 0.02 && size <= 0.2 ? size : SIZE;
    this.fit();
  }

  destroy(): void {
    this.resizing.disconnect();
    this.element.remove();
    this.container.style.position = this.positioned;
  }

  private fit(): void {
    const { clientWidth, clientHeight } = this.container;
    const px = Math.max(LEAST_PX, Math.round(Math.min(clientWidth, clientHeight) * this.share * 10) / 10);
    this.element.style.fontSize = `${px}px`;
  }
}

function defaultText(container: HTMLElement): string {
  return /^zh/i.test(languageAt(container)) ? 'AI生成' : 'AI-generated';
}

/** The language that the page says of a place, out of shadow roots too; else the browser's. */
function languageAt(place: Element): string {
  for (let at: Element | null = place; at; ) {
    const marked = at.closest('[lang]')?.getAttribute('lang');
    if (marked) return marked;
    const root = at.getRootNode();
    at = root instanceof ShadowRoot ? root.host : null;
  }
  return navigator.language || 'zh';
}
