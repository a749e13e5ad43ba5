import type { SpeechPlayer } from '../../audio/index.ts';
import type { Emitter } from '../../core/emitter.ts';
import type { AvatarEvents } from '../events.ts';
import type { ListenOptions } from '../hearing.ts';
import type { Listening } from '../listening/listening.ts';
import type { Speech } from '../speech.ts';
import { Conversation } from './conversation.ts';
import { TurnTiming } from './turn_timing.ts';

/** What a conversation is made of. */
export interface TalkParts {
  readonly player: SpeechPlayer;
  readonly speech: Speech;
  readonly events: Emitter<AvatarEvents>;
  /** Weights of the face as it was last mixed. */
  readonly face: Float32Array;
  /** Of the server. */
  readonly root: URL;
}

/** Everything that makes an avatar converse. */
export class Talk {
  readonly conversation: Conversation;
  private readonly parts: TalkParts;
  private listening: Promise<Listening> | null = null;

  constructor(parts: TalkParts) {
    this.parts = parts;
    const { player, speech, events, face } = parts;
    const { clock, context } = player;
    const timing = new TurnTiming({ clock, context, face, send: (message) => speech.send(message) });
    this.conversation = new Conversation(speech, events, timing);
  }

  /** Opens the microphone; what listens is a script of its own. */
  async listen(options: ListenOptions): Promise<void> {
    const { parts, conversation } = this;
    this.listening =
      this.listening ||
      import('../listening/listening.ts').then(({ Listening }) => new Listening({ ...parts, conversation }));
    let listening: Listening;
    try {
      listening = await this.listening;
    } catch (cause) {
      this.listening = null;
      parts.events.emit('error', { code: 'script_missing', message: String(cause), retryable: true });
      throw cause;
    }
    await listening.listen(options);
  }

  stopListening(): void {
    this.listening?.then(
      (listening) => listening.stop(),
      () => {},
    );
  }

  destroy(): void {
    this.stopListening();
    this.conversation.destroy();
  }
}
