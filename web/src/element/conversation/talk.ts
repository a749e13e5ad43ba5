import type { SpeechPlayer } from '../../audio/index.ts';
import type { Emitter } from '../../core/emitter.ts';
import type { AvatarEvents } from '../events.ts';
import type { ListenOptions } from '../hearing.ts';
import type { Listening } from '../listening/listening.ts';
import { serverRoot } from '../session_url.ts';
import type { Speech } from '../speech.ts';
import { Conversation } from './conversation.ts';
import { TurnTiming } from './turn_timing.ts';

/** Everything that makes an avatar converse. */
export class Talk {
  readonly conversation: Conversation;
  private readonly player: SpeechPlayer;
  private readonly speech: Speech;
  private readonly events: Emitter<AvatarEvents>;
  private readonly server: string | undefined;
  private listening: Promise<Listening> | null = null;

  /**
   * @param face weights of the face as it was last mixed
   * @param server its address as the page gave it; none for the page's own
   */
  constructor(
    player: SpeechPlayer,
    speech: Speech,
    events: Emitter<AvatarEvents>,
    face: Float32Array,
    server?: string,
  ) {
    this.player = player;
    this.speech = speech;
    this.events = events;
    this.server = server;
    const { clock, context } = player;
    const timing = new TurnTiming({ clock, context, face, send: (message) => speech.send(message) });
    this.conversation = new Conversation(speech, events, timing);
  }

  /** Opens the microphone; what listens is a script of its own. */
  async listen(options: ListenOptions): Promise<void> {
    const { player, speech, events, conversation } = this;
    const root = serverRoot(this.server, document.baseURI);
    this.listening =
      this.listening ||
      import('../listening/listening.ts').then(
        ({ Listening }) => new Listening({ player, speech, events, conversation, root }),
      );
    let listening: Listening;
    try {
      listening = await this.listening;
    } catch (cause) {
      this.listening = null;
      events.emit('error', { code: 'script_missing', message: String(cause), retryable: true });
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
