/** Lines that are kept on the page; the oldest go. */
const MOST_LINES = 100;
/** So near the end a visitor reads what comes last; px. */
const AT_END_PX = 48;

/** What was asked and answered, as lines of text that is never parsed as HTML. */
export class TalkLog {
  private readonly place: HTMLElement;
  private readonly lines = new Map<string, HTMLElement>();
  private atEnd = true;
  /** How far it was scrolled when we last looked, px. */
  private top = 0;

  constructor(place: HTMLElement) {
    this.place = place;
    place.addEventListener('scroll', () => {
      const { scrollTop } = place;
      const atEnd = place.scrollHeight - place.clientHeight - scrollTop < AT_END_PX;
      // Of our own scrolling we are told with the next frame, when a picture may have made the log longer.
      if (atEnd || scrollTop < this.top) this.atEnd = atEnd;
      this.top = scrollTop;
    });
    // A picture has its height only when it has come. Such events do not bubble.
    place.addEventListener('load', () => this.follow(), true);
  }

  /** The line of a kind in a turn, made when there is none. Answers stand below their question. */
  line(turn: string, kind: 'question' | 'answer'): HTMLElement {
    const key = `${kind} ${turn}`;
    let line = this.lines.get(key);
    if (!line) {
      line = document.createElement('p');
      line.className = `talk-${kind}`;
      this.lines.set(key, line);
      this.add(line);
    }
    return line;
  }

  /** Sets the text of a line, and what is said of it in small. */
  write(turn: string, kind: 'question' | 'answer', text: string, aside = ''): void {
    const line = this.line(turn, kind);
    line.textContent = text;
    if (aside) {
      const small = document.createElement('small');
      small.textContent = ` ${aside}`;
      line.append(small);
    }
    // Whoever asks wants to see the answer, wherever the log was scrolled to.
    if (kind === 'question') this.atEnd = true;
    this.follow();
  }

  /** More of an answer, a clause of it. */
  append(turn: string, clause: string): void {
    const line = this.line(turn, 'answer');
    line.textContent = joined(line.textContent || '', clause);
    this.follow();
  }

  /** Takes a line away that has come to nothing. */
  drop(turn: string, kind: 'question' | 'answer'): void {
    const key = `${kind} ${turn}`;
    this.lines.get(key)?.remove();
    this.lines.delete(key);
  }

  add(element: HTMLElement): void {
    this.place.append(element);
    while (this.place.children.length > MOST_LINES) this.place.firstElementChild!.remove();
    for (const [key, line] of this.lines) if (!line.isConnected) this.lines.delete(key);
    this.follow();
  }

  /** Shows what has come last, unless the visitor reads what was said before. */
  private follow(): void {
    const { place } = this;
    if (!this.atEnd) return;
    place.scrollTop = place.scrollHeight;
    this.top = place.scrollTop;
  }
}

/** Two clauses, with a space between them where they are of a script that has spaces. */
export function joined(text: string, clause: string): string {
  const spaced = /[^\s\u2e80-\uffef]$/.test(text) && /^[^\s\u2e80-\uffef]/.test(clause);
  return text + (spaced ? ' ' : '') + clause;
}
