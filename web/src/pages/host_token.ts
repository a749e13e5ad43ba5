/** While somebody is waited for the need is told again: who has just begun to listen has missed it. */
const TELL_EVERY_MS = 5000;
const LONGEST = 4096;

/**
 * Session tokens for the embed page, which come from the host around it, by the command `{ type: 'token', token }`. A
 * server that asks for none is shown none.
 */
export class HostToken {
  private readonly need: () => void;
  private wanted = false;
  private fresh: string | null = null;
  /** Shown already, and not refused since. */
  private shown: string | null = null;
  private waiting: { readonly promise: Promise<string>; readonly give: (token: string) => void } | null = null;
  private telling: ReturnType<typeof setInterval> | undefined;

  /** @param need tells the host that a token is needed, now or soon */
  constructor(need: () => void) {
    this.need = need;
  }

  /** For the element's property `token`. */
  readonly fetch = (): string | Promise<string> => {
    if (this.fresh) {
      this.shown = this.fresh;
      this.fresh = null;
      return this.shown;
    }
    if (!this.wanted) return '';
    this.need();
    if (this.shown) return this.shown;
    if (!this.waiting) {
      let give!: (token: string) => void;
      const promise = new Promise<string>((resolve) => {
        give = resolve;
      });
      this.waiting = { promise, give };
      this.telling = setInterval(this.need, TELL_EVERY_MS);
    }
    return this.waiting.promise;
  };

  /** Takes the command's token; true for a command of this kind, which is then nobody else's. */
  take(message: unknown): boolean {
    const { type, token } = commandOf(message);
    if (type !== 'token') return false;
    if (typeof token !== 'string' || token.length < 1 || token.length > LONGEST) return true;
    this.wanted = true;
    if (!this.waiting) {
      this.fresh = token;
      return true;
    }
    clearInterval(this.telling);
    this.shown = token;
    this.waiting.give(token);
    this.waiting = null;
    return true;
  }

  /** The server refused what was shown, or that nothing was. */
  refused(): void {
    this.wanted = true;
    this.shown = null;
  }
}

/** As an object or as its JSON. */
function commandOf(message: unknown): { readonly type?: unknown; readonly token?: unknown } {
  try {
    return (typeof message === 'string' ? JSON.parse(message) : message) || {};
  } catch {
    return {};
  }
}
