import type { PageCode, PageToken } from '../../protocol/index.ts';

/** How often the server is asked whether somebody has let the page in. */
const ASK_MS = 3000;

/** Asks the page's own server; rejects when it refuses, or does not answer. */
export type PagePost = (path: string, body: object) => Promise<unknown>;

export interface Shown {
  readonly code: string;
  readonly seconds: number;
}

/** Tokens of the page's own server: at once for a browser that was let in before, else once somebody has typed its code. */
export class Invitations {
  private readonly post: PagePost;
  private readonly show: (shown: Shown | null) => void;
  private readonly timers: Pick<typeof globalThis, 'setTimeout'>;
  private readonly now: () => number;
  private invited: { readonly secret: string; readonly endsAtMs: number } | null = null;
  private asking: Promise<string> | null = null;

  /** @param show shows a code, or takes it away */
  constructor(
    post: PagePost,
    show: (shown: Shown | null) => void,
    timers: Pick<typeof globalThis, 'setTimeout'> = globalThis,
    now: () => number = Date.now,
  ) {
    this.post = post;
    this.show = show;
    this.timers = timers;
    this.now = now;
  }

  /** The next token, however long it takes; whoever asks meanwhile waits for the same. */
  readonly token = (): Promise<string> => {
    if (!this.asking) {
      this.asking = this.ask().finally(() => {
        this.asking = null;
        this.invited = null;
        this.show(null);
      });
    }
    return this.asking;
  };

  private async ask(): Promise<string> {
    for (;;) {
      const { token } = (await this.post('v1/pages/token', { secret: this.invited?.secret ?? null })) as PageToken;
      if (token) return token;
      if (!this.invited || this.now() >= this.invited.endsAtMs) await this.invite();
      await new Promise<void>((go) => this.timers.setTimeout(go, ASK_MS));
    }
  }

  private async invite(): Promise<void> {
    const { code, secret, expires_in_s } = (await this.post('v1/pages/codes', {})) as PageCode;
    this.invited = { secret, endsAtMs: this.now() + expires_in_s * 1000 };
    this.show({ code, seconds: expires_in_s });
  }
}
