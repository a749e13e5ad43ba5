import type { SpeechPlayer } from '../../audio/index.ts';
import type { Emitter } from '../../core/emitter.ts';
import type { AvatarEvents } from '../events.ts';
import { AvatarFault } from '../fault.ts';
import type { ListenOptions } from '../hearing.ts';
import type { Speech } from '../speech.ts';
import { Conversation } from './conversation.ts';
import { TurnTiming } from './turn_timing.ts';

/** Everything that makes an avatar converse. */
export class Talk {
  readonly conversation: Conversation;

  constructor(player: SpeechPlayer, speech: Speech, events: Emitter<AvatarEvents>, face: Float32Array) {
    const { clock, context } = player;
    const timing = new TurnTiming({ clock, context, face, send: (message) => speech.send(message) });
    this.conversation = new Conversation(speech, events, timing);
  }

  async listen(_options: ListenOptions): Promise<void> {
    throw new AvatarFault('not_supported', 'there is no microphone yet');
  }

  stopListening(): void {}

  destroy(): void {
    this.conversation.destroy();
  }
}
