import type { SpeechPlayer } from '../../audio/index.ts';
import type { Emitter } from '../../core/emitter.ts';
import type { Conversation } from '../conversation/conversation.ts';
import type { AvatarEvents } from '../events.ts';
import { AvatarFault } from '../fault.ts';
import type { HearingState, ListenOptions } from '../hearing.ts';
import type { Ears, EarsEvents } from './ears.ts';
import { followSaying, openPageEars, pageRecogniser } from './page_ears.ts';
import { openServerEars } from './server_ears.ts';

/** A connection that is not there by then is not going to be. */
const OFFER_WITHIN_MS = 10_000;

export interface ListeningParts {
  readonly player: SpeechPlayer;
  readonly conversation: Conversation;
  readonly events: Emitter<AvatarEvents>;
  readonly speech: { readonly describe: AvatarEvents['describe'] | null };
  /** Of the server. */
  readonly root: URL;
}

/** Opens and closes the visitor's microphone, and tells what becomes of it by `hearing` events. */
export class Listening {
  private readonly parts: ListeningParts;
  private state: HearingState = 'ended';
  /** What is being opened or is open. */
  private current: { readonly mode: 'open' | 'push'; ears: Ears | null } | null = null;

  constructor(parts: ListeningParts) {
    this.parts = parts;
  }

  /** Resolves when the microphone is open. Rejects with AvatarFault, which an `error` event tells too. */
  async listen(options: ListenOptions): Promise<void> {
    const mode = options.mode || 'open';
    if (this.current?.mode === mode) return;
    this.stop();
    const opening: { mode: 'open' | 'push'; ears: Ears | null } = { mode, ears: null };
    this.current = opening;
    this.tell('opening');
    const wanted = () => this.current === opening;
    const fail = (code: string, message: string, retryable: boolean) => {
      if (!wanted()) return;
      this.current = null;
      opening.ears?.close();
      this.parts.events.emit('error', { code, message, retryable });
      this.tell('ended', 'failed');
    };
    try {
      const ears = await this.open(options, {
        speaking: (on) => wanted() && this.tell(on ? 'hearing' : 'waiting'),
        failed: fail,
      });
      if (!wanted()) {
        ears.close();
        return;
      }
      opening.ears = ears;
      if (this.state === 'opening') this.tell(mode === 'push' ? 'hearing' : 'waiting');
    } catch (cause) {
      const { code = 'microphone_unavailable', message, retryable = false } = cause as Partial<AvatarFault> & Error;
      fail(code, message, retryable);
      throw cause;
    }
  }

  /** What was said until now is answered. */
  stop(): void {
    const { current } = this;
    if (!current) return;
    this.current = null;
    current.ears?.close();
    this.tell('ended', 'stopped');
  }

  private async open(options: ListenOptions, events: EarsEvents): Promise<Ears> {
    const { conversation } = this.parts;
    const { dialogue, hearing } = await this.offer();
    if (!dialogue) throw new AvatarFault('dialogue_off', 'this server does not converse');
    const longestMs = (hearing?.seconds || 0) * 1000;
    if (hearing) return openServerEars({ ...this.parts, longestMs }, options, events);
    const recogniser = pageRecogniser();
    if (!recogniser)
      throw new AvatarFault(
        'not_supported',
        'neither this server nor this browser recognises speech; ask() takes text',
      );
    const saying = followSaying(this.parts.events);
    const ears = await openPageEars(recogniser, conversation, saying, options, events);
    return {
      close: () => {
        saying.stop();
        ears.close();
      },
    };
  }

  private offer(): Promise<AvatarEvents['describe']> {
    const { speech, events } = this.parts;
    if (speech.describe) return Promise.resolve(speech.describe);
    return new Promise((resolve, reject) => {
      const fault = new AvatarFault('connection_lost', 'the server cannot be reached', true);
      const timer = setTimeout(() => reject(fault), OFFER_WITHIN_MS);
      const stop = events.on('describe', (offer) => {
        stop();
        clearTimeout(timer);
        resolve(offer);
      });
    });
  }

  private tell(state: HearingState, reason?: 'stopped' | 'failed'): void {
    if (state === this.state && state !== 'opening') return;
    this.state = state;
    this.parts.events.emit('hearing', { state, ...(reason ? { reason } : {}) });
  }
}
