import type { Emitter } from '../core/emitter.ts';
import type { Talk, TalkParts } from './conversation/talk.ts';
import type { AvatarEvents } from './events.ts';

/** Questions and a microphone, by a script that is fetched where the server converses, or when it is asked for. */
export class LateConversation {
  private readonly make: () => Promise<Talk>;
  private readonly events: Emitter<AvatarEvents>;
  private loading: Promise<Talk> | null = null;
  private talk: Talk | null = null;

  constructor(parts: TalkParts) {
    const { events } = parts;
    this.events = events;
    this.make = () => import('./conversation/talk.ts').then(({ Talk }) => new Talk(parts));
    events.on('describe', ({ dialogue }) => dialogue && this.use(() => {}));
  }

  /** Does it now, or once the script has come; tells of one that does not come, as of the turn `id`. */
  use(act: (talk: Talk) => void, id?: string, failed?: (cause: unknown) => void): void {
    if (this.talk) {
      act(this.talk);
      return;
    }
    this.loading = this.loading || this.make();
    this.loading.then(
      (talk) => {
        this.talk = talk;
        act(talk);
      },
      (cause) => {
        this.loading = null;
        this.events.emit('error', { code: 'script_missing', message: String(cause), retryable: true, id });
        failed?.(cause);
      },
    );
  }

  destroy(): void {
    this.loading?.then(
      (talk) => talk.destroy(),
      () => {},
    );
  }
}
