import type { SpeechPlayer } from '../audio/index.ts';
import type { Emitter } from '../core/emitter.ts';
import type { Speak } from '../protocol/index.ts';
import type { AvatarEvents } from './events.ts';
import type { Speech } from './speech.ts';
import type { SystemVoice } from './system_voice.ts';

type Request = Partial<Speak> & { text: string };

/** Stands before speech, and has the visitor's own system say what is for it, by a script that is fetched then. */
export class LateSystemVoice {
  private readonly speech: Speech;
  private readonly act: (id: string, act: (voice: SystemVoice) => unknown) => void;
  private script: Promise<SystemVoice> | null = null;

  constructor(player: SpeechPlayer, speech: Speech, events: Emitter<AvatarEvents>) {
    this.speech = speech;
    this.act = (id, act) => {
      this.script =
        this.script || import('./system_voice.ts').then(({ SystemVoice }) => new SystemVoice(player, speech, events));
      this.script.then(act).catch((cause) => {
        events.emit('error', { code: 'script_missing', message: String(cause), retryable: true, id });
        this.script = null;
        speech.interrupt(id);
      });
    };
    // Which voice speaks where none is named is for the server to say.
    speech.sayHere = (start) => this.act(start.id, (voice) => voice.begin(start));
  }

  /** Asks for speech, of the server or of the system; returns the utterance's id. */
  speak(request: Request): string {
    if (!request.voice?.startsWith('browser:')) return this.speech.speak(request);
    const id = this.speech.reserve(request.id);
    this.act(id, (voice) => voice.prepare(id, request));
    return id;
  }

  destroy(): void {
    this.script?.then(
      (voice) => voice.destroy(),
      () => {},
    );
  }
}
