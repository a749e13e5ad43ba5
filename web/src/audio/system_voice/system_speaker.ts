import { type TextPiece, textPieces } from '../../core/system_voice/text_pieces.ts';
import type { SystemSynthesis } from './synthesis.ts';

/** Voices of the network take their time; one that says nothing for longer never will. */
const START_WITHIN_MS = 8000;
/** How often a voice is looked after that should be speaking. */
const LOOK_MS = 500;
/** Found silent so often in a row, it has ended without telling. */
const SILENT_LOOKS = 3;
/** No voice takes longer than this for a letter; a piece that does has got stuck. */
const LONGEST_MS_A_LETTER = 900;
const LONGEST_BEGINNING_MS = 6000;
/** Some systems lose what they are given in the moment in which they drop something else. */
const AFTER_CANCEL_MS = 60;

/** How a text is to be said. */
export interface SystemSpeech {
  readonly text: string;
  /** Where to begin, in UTF-16 units. */
  readonly from: number;
  readonly voice: SpeechSynthesisVoice | null;
  readonly language: string;
  readonly rate: number;
  /** Semitones. */
  readonly pitch: number;
  /** 0 to 1. */
  readonly volume: number;
}

/** `blocked`: the visitor has made no gesture yet. `silent`: nothing came, and no reason. */
export type SystemSpeechFailure = 'blocked' | 'silent' | 'network' | 'voice' | 'failed';

/** Told what is heard; places count in the whole text, in UTF-16 units. */
export interface SystemSpeechListener {
  /** From here on it is heard, up to a place where it rests. */
  begun(index: number, until: number): void;
  /** This word begins. Voices of the network, and most on Android, tell none. */
  word(index: number): void;
  /** Everything up to here was said; silence until it begins again. */
  said(index: number): void;
  ended(): void;
  failed(failure: SystemSpeechFailure, reason: string): void;
}

const FAILURES: { readonly [error: string]: SystemSpeechFailure } = {
  'not-allowed': 'blocked',
  network: 'network',
  'language-unavailable': 'voice',
  'voice-unavailable': 'voice',
};

/**
 * Has the system say a text, sentence by sentence: Chrome cuts its network's voices off after a quarter of a minute, and
 * no browser says where a longer text is. One at a time; the next one stops the last.
 */
export class SystemSpeaker {
  private readonly synthesis: SystemSynthesis;
  private readonly listener: SystemSpeechListener;
  private speech: SystemSpeech | null = null;
  private pieces: TextPiece[] = [];
  /** Held on to: an utterance that is collected as garbage tells nothing more. */
  private spoken: SpeechSynthesisUtterance | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(synthesis: SystemSynthesis, listener: SystemSpeechListener) {
    this.synthesis = synthesis;
    this.listener = listener;
  }

  speak(speech: SystemSpeech): void {
    this.stop();
    this.speech = speech;
    this.pieces = textPieces(speech.text, speech.from);
    // Always after the caller has gone on, so that the listener is told nothing before that.
    this.timer = setTimeout(() => this.next(), AFTER_CANCEL_MS);
  }

  /** Silence at once; the listener hears no more of it. */
  stop(): void {
    clearTimeout(this.timer);
    this.speech = this.spoken = null;
    this.pieces = [];
    // Also what another page or script has left standing there.
    this.synthesis.cancel();
  }

  private next(): void {
    const { speech, synthesis, listener } = this;
    const piece = this.pieces.shift();
    if (!speech) return;
    if (!piece) {
      this.speech = null;
      listener.ended();
      return;
    }
    const spoken = this.utterance(speech, piece);
    this.spoken = spoken;
    let begun = false;
    const mine = () => this.spoken === spoken;
    const begin = () => {
      if (begun) return;
      begun = true;
      this.watch(piece, mine);
      listener.begun(piece.start, piece.end);
    };
    const end = () => {
      if (!mine()) return;
      clearTimeout(this.timer);
      this.spoken = null;
      listener.said(piece.end);
      this.next();
    };
    spoken.onstart = () => mine() && begin();
    spoken.onboundary = ({ name, charIndex }) => {
      // Some tell sentences as well, and no name for words.
      if (!mine() || name === 'sentence' || !(charIndex >= 0)) return;
      begin();
      listener.word(Math.min(piece.start + charIndex, piece.end));
    };
    spoken.onend = end;
    spoken.onerror = ({ error }) => {
      if (mine()) this.fail(FAILURES[error] || 'failed', error);
    };
    this.timer = setTimeout(() => this.fail('silent', `nothing for ${START_WITHIN_MS / 1000} s`), START_WITHIN_MS);
    // A pause that an earlier page has left behind would hold it for ever.
    synthesis.resume();
    synthesis.speak(spoken);
  }

  private utterance(speech: SystemSpeech, { start, end }: TextPiece): SpeechSynthesisUtterance {
    const spoken = new SpeechSynthesisUtterance(speech.text.slice(start, end));
    spoken.voice = speech.voice;
    spoken.lang = speech.voice ? speech.voice.lang : speech.language;
    spoken.rate = speech.rate;
    spoken.pitch = Math.min(2, Math.max(0, 2 ** (speech.pitch / 12)));
    spoken.volume = speech.volume;
    return spoken;
  }

  /** A voice that has begun ends at last, whatever it forgets to tell. */
  private watch(piece: TextPiece, mine: () => boolean): void {
    clearTimeout(this.timer);
    let left = LONGEST_BEGINNING_MS + LONGEST_MS_A_LETTER * (piece.end - piece.start);
    let silent = 0;
    const look = () => {
      const { synthesis } = this;
      silent = synthesis.speaking || synthesis.pending ? 0 : silent + 1;
      left -= LOOK_MS;
      if (!mine()) return;
      if (silent < SILENT_LOOKS && left > 0) {
        this.timer = setTimeout(look, LOOK_MS);
        return;
      }
      this.spoken = null;
      if (left <= 0) synthesis.cancel();
      this.listener.said(piece.end);
      this.timer = setTimeout(() => this.next(), AFTER_CANCEL_MS);
    };
    this.timer = setTimeout(look, LOOK_MS);
  }

  private fail(failure: SystemSpeechFailure, reason: string): void {
    this.stop();
    this.listener.failed(failure, reason);
  }
}
