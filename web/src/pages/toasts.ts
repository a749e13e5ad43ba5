const STAYS_MS = 7000;
const MOST = 3;

/** Short messages at the edge of the page. Each can be closed, stays while pointed at, and goes by itself. */
export class Toasts {
  private readonly place: HTMLElement;
  private readonly closeLabel: () => string;

  constructor(place: HTMLElement, closeLabel: () => string) {
    this.place = place;
    this.closeLabel = closeLabel;
  }

  /** Shows a message; one with the same title takes the place of the earlier. */
  show(title: string, detail: string, kind: 'error' | 'info'): void {
    for (const child of [...this.place.children]) if ((child as HTMLElement).dataset.title === title) child.remove();
    while (this.place.children.length >= MOST) this.place.firstElementChild!.remove();
    const toast = document.createElement('div');
    toast.className = `toast ${kind}`;
    toast.dataset.title = title;
    toast.setAttribute('role', kind === 'error' ? 'alert' : 'status');
    const text = document.createElement('div');
    const strong = document.createElement('strong');
    strong.textContent = title;
    text.append(strong);
    if (detail) {
      const small = document.createElement('small');
      small.textContent = detail;
      text.append(small);
    }
    const close = document.createElement('button');
    close.type = 'button';
    close.className = 'icon';
    close.textContent = '×';
    close.setAttribute('aria-label', this.closeLabel());
    toast.append(text, close);
    let timer = setTimeout(() => toast.remove(), STAYS_MS);
    toast.addEventListener('pointerenter', () => clearTimeout(timer));
    toast.addEventListener('pointerleave', () => {
      timer = setTimeout(() => toast.remove(), STAYS_MS);
    });
    close.addEventListener('click', () => toast.remove());
    this.place.append(toast);
  }
}
