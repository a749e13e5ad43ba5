import type { Conversation, SpokenTurn } from '../conversation/conversation.ts';
import type { AvatarEvents } from '../events.ts';
import { AvatarFault } from '../fault.ts';
import type { ListenOptions } from '../hearing.ts';
import type { Ears, EarsEvents } from './ears.ts';

/** The Web Speech API's recogniser, as far as it is used; TypeScript's DOM library does not describe it. */
interface Recogniser {
  lang: string;
  continuous: boolean;
  interimResults: boolean;
  onstart: (() => void) | null;
  onresult: ((event: Results) => void) | null;
  onerror: ((event: { readonly error: string }) => void) | null;
  onend: (() => void) | null;
  start(): void;
  stop(): void;
  abort(): void;
}
interface Results {
  readonly resultIndex: number;
  readonly results: ArrayLike<ArrayLike<{ readonly transcript: string }> & { readonly isFinal: boolean }>;
}
type RecogniserMaker = new () => Recogniser;

const ERRORS: Readonly<Record<string, readonly [code: string, message: string]>> = {
  'not-allowed': ['microphone_denied', 'the microphone may not be used'],
  'service-not-allowed': ['microphone_denied', 'this browser may not recognise speech here'],
  'audio-capture': ['microphone_missing', 'no microphone was found'],
  network: ['stt_unavailable', 'the browser cannot reach its speech recogniser'],
  'language-not-supported': ['unknown_language', 'the browser does not recognise this language'],
};
/** Browsers end a recogniser in silence; one that ends so often ends for another reason. */
const MOST_RESTARTS_PER_MINUTE = 30;

/** The browser's own recogniser of speech, if it has one. */
export function pageRecogniser(page: object = globalThis): RecogniserMaker | null {
  const { SpeechRecognition, webkitSpeechRecognition } = page as Record<string, RecogniserMaker | undefined>;
  return SpeechRecognition || webkitSpeechRecognition || null;
}

/** What the avatar says meanwhile. */
export interface Saying {
  /** The text that is heard now; empty in silence. */
  readonly text: string;
}

/**
 * The browser's own recogniser, for a server that has none. It hears the loudspeaker too: what it understands of what
 * the avatar is just saying is passed over. Throws AvatarFault.
 */
export function openPageEars(
  Maker: RecogniserMaker,
  conversation: Pick<Conversation, 'hear'>,
  saying: Saying,
  { mode = 'open', language, voice }: ListenOptions,
  events: EarsEvents,
): Promise<Ears> {
  const recogniser = new Maker();
  recogniser.lang = language || document.documentElement.lang || navigator.language;
  recogniser.continuous = mode === 'push';
  recogniser.interimResults = true;
  let closed = false;
  let turn: SpokenTurn | null = null;
  let heard = '';
  let restarts: number[] = [];
  const begin = () => {
    heard = '';
    turn = conversation.hear({ mode, language, voice, recogniser: 'page' });
    if (turn) events.speaking(true);
  };
  const end = () => {
    turn?.end(0);
    if (turn && !closed) events.speaking(false);
    turn = null;
  };
  if (mode === 'push') begin();
  recogniser.onresult = ({ resultIndex, results }) => {
    let text = '';
    let final = true;
    for (let i = mode === 'push' ? 0 : resultIndex; i < results.length; i++) {
      text += results[i]![0]!.transcript;
      final = final && results[i]!.isFinal;
    }
    text = text.trim();
    if (!text || (!turn && isEcho(text, saying.text))) return;
    if (!turn) begin();
    // A button that is still held may have more to come.
    const whole = final && (mode === 'open' || closed);
    turn?.understood(text, whole, recogniser.lang);
    heard = text;
    if (whole) end();
  };
  return new Promise((resolve, reject) => {
    let failure: AvatarFault | null = null;
    recogniser.onstart = () => resolve({ close });
    recogniser.onerror = ({ error }) => {
      const [code, message] = ERRORS[error] || [];
      if (code && message) failure = new AvatarFault(code, message, true);
    };
    recogniser.onend = () => {
      if (turn) {
        // Ended without a last word: what was understood is all.
        if (heard) turn.understood(heard, true, recogniser.lang);
        else turn.cancel();
        end();
      }
      if (failure) {
        reject(failure);
        if (!closed) events.failed(failure.code, failure.message, failure.retryable);
        closed = true;
      }
      // A promise that is settled already stays as it is.
      reject(new AvatarFault('stt_unavailable', 'the browser’s speech recogniser did not begin', true));
      if (closed || mode === 'push') return;
      const now = Date.now();
      restarts = [...restarts.filter((at) => now - at < 60_000), now];
      if (restarts.length <= MOST_RESTARTS_PER_MINUTE) recogniser.start();
      else events.failed('stt_unavailable', 'the browser’s speech recogniser ends again and again', true);
    };
    const close = () => {
      closed = true;
      // With a last result, if there is one.
      recogniser.stop();
    };
    recogniser.start();
  });
}

/** Whether what was understood is part of what the avatar says. */
export function isEcho(heard: string, said: string): boolean {
  const [a, b] = [bare(heard), bare(said)];
  return a.length > 0 && b.indexOf(a) >= 0;
}

/** Letters, digits and characters alone. */
function bare(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9\u00c0-\u024f\u0400-\u04ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/g, '');
}

/** Follows what is heard of the avatar. */
export function followSaying(events: { on: import('../../core/emitter.ts').Emitter<AvatarEvents>['on'] }): Saying & {
  stop(): void;
} {
  let text = '';
  const stops = [
    events.on('speakstart', (start) => {
      text = start.text;
    }),
    events.on('statechange', ({ state }) => {
      if (state === 'idle') text = '';
    }),
  ];
  return {
    get text() {
      return text;
    },
    stop: () => {
      for (const stop of stops) stop();
    },
  };
}
