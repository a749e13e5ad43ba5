import type { Emitter } from '../../core/emitter.ts';
import { type Ask, expectFields, type ListenStart, type ServerMessage } from '../../protocol/index.ts';
import type { AvatarEvents } from '../events.ts';
import type { Speech } from '../speech.ts';
import { SpeechUpload } from './speech_upload.ts';
import type { TurnTiming } from './turn_timing.ts';

export type AskOptions = Partial<Pick<Ask, 'id' | 'language' | 'voice'>>;

/** What was paused for somebody who may be interrupting goes on when the server says nothing for so long. */
const VERDICT_WITHIN_MS = 10_000;
/** Errors after which a line of the avatar's own follows: the turn goes on. */
const ANSWERED_ALL_THE_SAME = /^(llm|stt|engine|agent)_/;

/** What must be there, and of what kind, for a conversation to work on a message. */
const REQUIRED: { readonly [type: string]: { readonly [field: string]: string } } = {
  turn_state: { state: 'string' },
  transcript: { id: 'string', text: 'string' },
  go_on: { id: 'string' },
  show: { id: 'string', links: 'array', pictures: 'array', buttons: 'array' },
  handover: { id: 'string' },
  turn_end: { id: 'string', heard: 'string', metrics: 'object' },
};

type SpeechPart = Pick<
  Speech,
  'answers' | 'connection' | 'describe' | 'hold' | 'interrupt' | 'newId' | 'send' | 'setResting' | 'state'
>;

/** What is known of the visitor's speech as it begins. */
export type SpeechBegun = Partial<Pick<ListenStart, 'mode' | 'language' | 'voice' | 'recogniser' | 'speech_ms'>>;

/** The visitor speaks. Whichever way it ends, nothing more may follow. */
export interface SpokenTurn {
  readonly id: string;
  /** Samples at 16 kHz. False when the turn has come to its end: the server, or the network, wants no more. */
  push(samples: Float32Array): boolean;
  /** What the page's own recogniser has understood. */
  understood(text: string, final: boolean, language?: string | null): void;
  /** The visitor's last sound was `silentMs` ago. */
  end(silentMs: number): void;
  /** It was no speech. */
  cancel(): void;
}

/**
 * A page's end of a conversation: puts questions, lets the visitor interrupt, and tells what comes of it by events.
 *
 * What is said and heard is {@link Speech}'s business; whose turn it is, the server's.
 */
export class Conversation {
  private readonly speech: SpeechPart;
  private readonly events: Emitter<AvatarEvents>;
  private readonly timing: TurnTiming;
  /** The turn that has begun last, until it is over. */
  private turn: string | null = null;
  /** The turn that had the word before the visitor began to speak, and has it again if that was no question. */
  private before: string | null = null;
  /** A question that waits for the connection. */
  private unsent: Ask | null = null;
  /** The question that was sent, until something of its answer is heard; once more at most. */
  private asked: Ask | null = null;
  /** The turn that may be an interruption, while what it may interrupt stands still. */
  private holder: string | null = null;
  private verdict: ReturnType<typeof setTimeout> | undefined;

  constructor(speech: SpeechPart, events: Emitter<AvatarEvents>, timing: TurnTiming) {
    this.speech = speech;
    this.events = events;
    this.timing = timing;
    speech.answers = timing;
    events.on('servermessage', (message) => this.take(message));
    events.on('describe', () => this.sendWaiting());
    events.on('connection', ({ state }) => state !== 'open' && this.breakOff());
    events.on('speakstart', ({ turn }) => {
      if (turn === this.turn) this.asked = null;
    });
    events.on('interrupted', ({ ids }) => {
      if (this.holder === null) return;
      this.letGo();
      events.emit('bargein', { ids });
    });
    events.on('error', ({ code, id }) => {
      if (id !== undefined && id === this.turn && !ANSWERED_ALL_THE_SAME.test(code)) this.rest();
    });
  }

  /** Puts a question: what is being said stops at once. Returns the turn's id; what comes of it is told by events. */
  ask(text: string, { id = this.speech.newId(), language = null, voice = null }: AskOptions): string {
    const { speech } = this;
    if (speech.describe && !speech.describe.dialogue) {
      this.refuse('dialogue_off', 'this server does not converse; speak() says a text of yours', id);
      return id;
    }
    this.begin(id, 0);
    speech.interrupt();
    this.unsent = { type: 'ask', id, text, language, voice };
    this.timing.asked();
    this.events.emit('turnstart', { id, by: 'text', text });
    speech.setResting('thinking');
    if (speech.connection === 'open') this.sendWaiting();
    return id;
  }

  /**
   * The visitor begins to speak, as far as the page can tell: what is audible stands still until the server says
   * whether it is interrupted. Null where the server cannot be reached.
   */
  hear(begun: SpeechBegun): SpokenTurn | null {
    const { speech } = this;
    if (speech.connection !== 'open') return null;
    const id = speech.newId();
    if (this.holder === null) this.before = this.turn;
    const { mode = 'open', language = null, voice = null, recogniser = 'server', speech_ms = 0 } = begun;
    this.begin(id, speech_ms);
    if (mode === 'push') speech.interrupt();
    else if (this.holder !== null) this.hold(id);
    else if (speech.state === 'speaking' || speech.state === 'waiting' || speech.state === 'thinking') this.hold(id);
    speech.setResting('listening');
    speech.send({ type: 'listen_start', id, sample_rate_hz: 16000, mode, language, voice, recogniser, speech_ms });
    this.events.emit('turnstart', { id, by: 'voice', text: '' });
    const upload = new SpeechUpload(id, (frame) => speech.send(frame));
    const wanted = () => this.turn === id;
    return {
      id,
      push: (samples) => wanted() && upload.push(samples),
      understood: (text, final, language = null) => {
        if (!wanted()) return;
        speech.send({ type: 'heard_text', id, text, final, language });
        this.events.emit('transcript', { id, text, final, language });
      },
      end: (silentMs) => {
        if (!wanted()) return;
        if (recogniser === 'server') upload.end();
        this.timing.asked(silentMs);
        this.expectVerdict();
      },
      cancel: () => {
        if (!wanted()) return;
        speech.send({ type: 'listen_cancel', id });
        this.comeBack();
      },
    };
  }

  /** Nothing more is told. */
  destroy(): void {
    clearTimeout(this.verdict);
    this.turn = this.unsent = this.asked = null;
  }

  private begin(id: string, sinceMs: number): void {
    this.turn = id;
    this.asked = null;
    this.timing.begin(id);
    this.timing.stopping(sinceMs);
  }

  private take(message: ServerMessage): void {
    const { events, speech } = this;
    try {
      expectFields({ ...message }, REQUIRED[message.type] || {});
    } catch (fault) {
      events.emit('error', { code: 'bad_frame', message: (fault as Error).message, retryable: false });
      return;
    }
    switch (message.type) {
      case 'turn_state':
        // Until it is heard, an answer that is being prepared looks like thinking.
        speech.setResting(message.state === 'speaking' ? 'thinking' : message.state);
        if (message.state !== 'listening' && message.id === this.holder) this.letGo();
        events.emit('turnstate', detailOf(message));
        break;
      case 'go_on':
        if (message.id === this.turn) this.comeBack();
        break;
      case 'transcript':
        events.emit('transcript', detailOf(message));
        break;
      case 'show':
        events.emit('show', detailOf(message));
        break;
      case 'handover':
        events.emit('handover', detailOf(message));
        break;
      case 'turn_end':
        if (message.id === this.turn) this.rest();
        events.emit('turnend', detailOf(message));
        break;
    }
  }

  private hold(id: string): void {
    clearTimeout(this.verdict);
    this.holder = id;
    this.speech.hold(true);
  }

  private letGo(): void {
    clearTimeout(this.verdict);
    this.holder = null;
    this.speech.hold(false);
  }

  /** The server may have forgotten us: what was paused must not stand still for ever. */
  private expectVerdict(): void {
    clearTimeout(this.verdict);
    if (this.holder !== null) this.verdict = setTimeout(() => this.letGo(), VERDICT_WITHIN_MS);
  }

  private sendWaiting(): void {
    const { unsent, speech } = this;
    if (!unsent) return;
    this.unsent = null;
    const again = this.asked === unsent;
    this.asked = again ? null : unsent;
    if (speech.describe?.dialogue) speech.send(unsent);
    else this.refuse('dialogue_off', 'this server does not converse', unsent.id);
  }

  /** The connection is gone, and with it the answer to what was asked over it. */
  private breakOff(): void {
    const { turn, asked } = this;
    if (turn === null || this.unsent) return;
    if (asked?.id === turn) {
      // Nobody has heard anything of its answer yet: the next connection is asked again.
      this.unsent = asked;
      return;
    }
    this.rest();
    this.refuse('connection_lost', 'the connection was lost before the answer was there', turn, true);
  }

  /** The visitor has asked nothing: what was said before goes on. */
  private comeBack(): void {
    const { before } = this;
    this.rest();
    this.turn = before;
    if (before !== null) this.speech.setResting('thinking');
  }

  /** Nobody has the word. */
  private rest(): void {
    if (this.holder !== null) this.letGo();
    this.turn = this.before = null;
    this.speech.setResting('idle');
  }

  private refuse(code: string, message: string, id: string, retryable = false): void {
    this.events.emit('error', { code, message, retryable, id });
  }
}

/** What an event tells: the message without its type. */
function detailOf<M extends ServerMessage>(message: M): Omit<M, 'type'> {
  const { type: _, ...detail } = message;
  return detail;
}
