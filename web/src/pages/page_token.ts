import type { Avatar } from '../element/avatar.ts';

/**
 * Session tokens for a page of the server itself. Most servers ask for none, so nothing is fetched before one has
 * refused: then the page shows a code, and waits until somebody with a key has let it in.
 */
export class PageToken {
  private refused = false;
  private readonly place: HTMLElement;
  private pairing: Promise<() => Promise<string>> | null = null;

  /** @param place where a code is shown; hidden meanwhile */
  constructor(place: HTMLElement) {
    this.place = place;
  }

  /** For the avatar's option `token`. */
  readonly fetch = async (): Promise<string> => {
    if (!this.refused) return '';
    this.pairing ??= import('./pairing/pairing.ts').then(({ pairing }) => pairing(this.place));
    const next = await this.pairing;
    return next();
  };

  /** Hears what the server says to this avatar's session. */
  watch({ events }: Pick<Avatar, 'events'>): void {
    events.on('error', ({ code, retryable }) => {
      if (/^token_/.test(code) && !retryable) this.refused = true;
    });
  }
}
