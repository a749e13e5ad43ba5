import { channelIndices } from '../../core/channels.ts';
import type { SpeechClock } from '../../core/clock.ts';
import type { TurnTiming as TimingMessage } from '../../protocol/index.ts';
import type { AnswerWatch } from '../speech.ts';

/** What a mouth does only when it speaks, whatever the mood. */
const MOUTH = channelIndices([
  'jawOpen',
  'mouthClose',
  'mouthFunnel',
  'mouthPucker',
  'mouthRollLower',
  'mouthLowerDownLeft',
  'mouthUpperUpLeft',
  ...'PP FF TH DD kk CH SS nn RR aa E I O U'.split(' ').map((viseme) => `viseme_${viseme}`),
]);
/** A mouth all of whose weights are below is at rest. */
const AT_REST = 0.05;
/** A mouth that has not moved by then is out of sight. */
const FACE_WITHIN_MS = 1000;

export interface TimingParts {
  readonly clock: SpeechClock & { readonly contextTime: number };
  readonly context: Pick<BaseAudioContext, 'currentTime'>;
  /** Weights of the face as it was last mixed. */
  readonly face: Float32Array;
  readonly send: (timing: TimingMessage) => unknown;
  /** Milliseconds of the page's clock. */
  readonly now?: () => number;
  readonly nextFrame?: (look: () => void) => void;
}

interface Turn {
  readonly id: string;
  /** When the question was put, or the visitor's speech ended. */
  askedAt: number | null;
  arrivedAt: number | null;
  stopMs: number | null;
}

/** Measures what only the page can know of a turn, and tells the server once the answer is audible. */
export class TurnTiming implements AnswerWatch {
  private readonly parts: TimingParts;
  private readonly now: () => number;
  private readonly nextFrame: (look: () => void) => void;
  private turn: Turn | null = null;

  constructor(parts: TimingParts) {
    this.parts = parts;
    this.now = parts.now || (() => performance.now());
    this.nextFrame = parts.nextFrame || ((look) => requestAnimationFrame(look));
  }

  /** A turn begins, and has the word from now on. */
  begin(id: string): void {
    this.turn = { id, askedAt: null, arrivedAt: null, stopMs: null };
  }

  /**
   * What is audible is about to stop, `sinceMs` after the first sign that it should. Call it before that.
   *
   * Silence comes as late as sound does: what is on its way to the ear is still heard.
   */
  stopping(sinceMs: number): void {
    const { clock, context } = this.parts;
    clock.update();
    if (this.turn && clock.running)
      this.turn.stopMs = sinceMs + Math.max(0, (context.currentTime - clock.contextTime) * 1000);
  }

  /** The question is put, or the visitor's speech ended `agoMs` ago. */
  asked(agoMs = 0): void {
    if (this.turn) this.turn.askedAt = this.now() - agoMs;
  }

  arrived(id: string): void {
    const { turn } = this;
    if (turn?.id === id && turn.arrivedAt === null) turn.arrivedAt = this.now();
  }

  audible(id: string, seconds: number): void {
    const { turn } = this;
    if (turn?.id !== id || turn.askedAt === null) return;
    this.turn = null;
    const audibleAt = this.now() - seconds * 1000;
    const since = (at: number) => Math.max(0, audibleAt - at);
    const tell = (skewMs: number | null) =>
      this.parts.send({
        type: 'turn_timing',
        id,
        e2e_latency_ms: since(turn.askedAt!),
        playback_latency_ms: turn.arrivedAt === null ? null : since(turn.arrivedAt),
        face_start_skew_ms: skewMs,
        interruption_stop_ms: turn.stopMs,
      });
    const look = () => {
      const skewMs = this.now() - audibleAt;
      if (MOUTH.some((channel) => this.parts.face[channel]! > AT_REST)) tell(skewMs);
      else if (skewMs > FACE_WITHIN_MS) tell(null);
      else this.nextFrame(look);
    };
    // A page out of sight draws no frames. The face of this one is mixed after its sound was looked at.
    if (typeof document !== 'undefined' && document.hidden) tell(null);
    else void Promise.resolve().then(look);
  }
}
