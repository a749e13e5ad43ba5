import type { ChannelSpace } from '../protocol/index.ts';
import { type Articulation, articulationGains } from './articulation.ts';
import { channelCount, channelIndices, channelOffset, FACE_CHANNELS } from './channels.ts';
import type { SpeechClock } from './clock.ts';
import type { FaceLayer } from './layer.ts';
import { TrackBuffer } from './track.ts';

/** How long the mouth takes from the shape it had to what comes next, by cause. */
const ATTACK_SECONDS = 0.04;
const HANDOVER_SECONDS = 0.03;
const INTERRUPT_SECONDS = 0.05;
const HALT_SECONDS = 0.14;
const END_SECONDS = 0.08;
/** Up to here an utterance is at its beginning, where a track rises from rest by itself. */
const OPENING_SECONDS = 0.1;
const ACTIVITY_RISE_SECONDS = 0.05;
const ACTIVITY_FALL_SECONDS = 0.25;

const [CLOSE, JAW, ROLL_LOWER, ROLL_UPPER, PRESS_LEFT, PRESS_RIGHT, PP, FF] = channelIndices([
  'mouthClose',
  'jawOpen',
  'mouthRollLower',
  'mouthRollUpper',
  'mouthPressLeft',
  'mouthPressRight',
  'viseme_PP',
  'viseme_FF',
]);

interface Speech {
  readonly offset: number;
  readonly track: TrackBuffer;
}

/**
 * The mouth that speaks: samples each utterance's track where its sound is audible. When the sound halts, is cut or
 * ends, the mouth eases to rest from the shape it had, and takes up the track again the same way; it never snaps.
 */
export class SpeechLayer implements FaceLayer {
  readonly name = 'speech';
  weight = 1;
  readonly mouth = 'blend';
  readonly eyes = 'none';
  readonly priority = 80;
  /** How far speech claims the mouth, 0 to 1. */
  activity = 0;
  /** How far speech holds the lips together, 0 to 1: high in p, b, m. */
  lipClosure = 0;
  /** How far speech holds the lower lip to the upper teeth, 0 to 1: high in f, v. */
  lipBite = 0;
  /** True while there is sound for which no track is known: something else must move the mouth. */
  untracked = false;
  /** How widely the model moves its mouth, by channel; null as far as weights say. */
  gains: Float32Array | null = null;
  private readonly clock: SpeechClock;
  private readonly tracks = new Map<string, Speech>();
  /** What is shown, what it is fading from, and what the track wants. */
  private readonly shape = new Float32Array(FACE_CHANNELS.length);
  private readonly from = new Float32Array(FACE_CHANNELS.length);
  private readonly target = new Float32Array(FACE_CHANNELS.length);
  /** The utterance whose track is shown, or null at rest. */
  private source: string | null = null;
  /** The utterance last heard. */
  private audible: string | null = null;
  private cut = false;
  private fadeSeconds = 0;
  private fadeLeftSeconds = 0;

  /** Reads `clock`, and refreshes it once in every {@link update}. */
  constructor(clock: SpeechClock) {
    this.clock = clock;
  }

  /** How widely the model that is shown moves its mouth. Closures stay as they are. */
  setArticulation(articulation?: Articulation): void {
    this.gains = articulationGains(articulation);
  }

  /** A new utterance whose track will come in this space; one that is known begins anew. */
  begin(id: string, channelSpace: ChannelSpace, fps: number): void {
    const track = new TrackBuffer(channelCount(channelSpace), fps);
    this.tracks.set(id, { offset: channelOffset(channelSpace), track });
  }

  /** More rows of an utterance. Rows of an utterance that was dropped are ignored; misfits throw RangeError. */
  write(id: string, firstFrame: number, rows: Uint8Array, final: boolean): void {
    const speech = this.tracks.get(id);
    if (speech) speech.track.write(firstFrame, rows, final);
  }

  /** Forgets an utterance; the mouth closes at once if it is the one that is spoken. */
  drop(id: string): void {
    this.tracks.delete(id);
    if (id === this.source) this.cut = true;
  }

  update(dtSeconds: number): void {
    const { clock, shape, from, target } = this;
    clock.update();
    const id = clock.utterance;
    if (id !== null && id !== this.audible) this.forgetBefore(id);
    const speech = id === null ? undefined : this.tracks.get(id);
    target.fill(0);
    const known = clock.running && speech?.track.sample(clock.seconds, target, speech.offset) === true;
    const { gains } = this;
    if (known && gains) for (let c = 0; c < target.length; c++) target[c] = Math.min(1, target[c] * gains[c]);
    const source = known ? id : null;
    if (source !== this.source) {
      from.set(shape);
      this.fadeSeconds = this.fadeTo(source, id);
      this.fadeLeftSeconds = this.fadeSeconds;
      this.source = source;
      this.cut = false;
    }
    this.fadeLeftSeconds = Math.max(0, this.fadeLeftSeconds - dtSeconds);
    const left = this.fadeSeconds > 0 ? this.fadeLeftSeconds / this.fadeSeconds : 0;
    const share = left * left * (3 - 2 * left);
    for (let c = 0; c < shape.length; c++) shape[c] = target[c] + (from[c] - target[c]) * share;
    this.untracked = clock.running && !known;
    const step = known ? dtSeconds / ACTIVITY_RISE_SECONDS : -dtSeconds / ACTIVITY_FALL_SECONDS;
    this.activity = Math.min(1, Math.max(0, this.activity + step));
    this.lipClosure = closureOf(shape);
    this.lipBite = biteOf(shape);
  }

  apply(face: Float32Array, gain: number): void {
    const { shape } = this;
    for (let c = 0; c < shape.length; c++) face[c] += shape[c] * gain;
  }

  /** Utterances sound in the order in which they began: what began before the one that sounds is over. */
  private forgetBefore(id: string): void {
    this.audible = id;
    if (!this.tracks.has(id)) return;
    for (const known of Array.from(this.tracks.keys())) {
      if (known === id) return;
      this.tracks.delete(known);
    }
  }

  /** Utterances whose track is held in memory. */
  get held(): number {
    return this.tracks.size;
  }

  private fadeTo(source: string | null, audible: string | null): number {
    if (source === null) {
      if (this.cut) return INTERRUPT_SECONDS;
      return audible === this.source ? HALT_SECONDS : END_SECONDS;
    }
    if (this.source !== null) return HANDOVER_SECONDS;
    const opening = this.clock.seconds < OPENING_SECONDS && isRest(this.shape);
    return opening ? 0 : ATTACK_SECONDS;
  }
}

function isRest(shape: Float32Array): boolean {
  for (let c = 0; c < shape.length; c++) if (shape[c] > 0.02) return false;
  return true;
}

/**
 * Lips held together: the viseme PP, or in ARKit lips that are rolled in or pressed while the jaw does not outrun
 * `mouthClose`, which shuts the lips over a lowered jaw. One lip rolled in alone is an f.
 */
function closureOf(shape: Float32Array): number {
  const rolled = Math.min(shape[ROLL_LOWER], shape[ROLL_UPPER]) / 0.4;
  const pressed = Math.min(shape[PRESS_LEFT], shape[PRESS_RIGHT]) / 0.25;
  const apart = Math.max(0, shape[JAW] - shape[CLOSE]) / 0.2;
  const arkit = Math.min(1, Math.max(rolled, pressed)) * Math.max(0, 1 - apart);
  return Math.min(1, Math.max(shape[PP], arkit));
}

/** The lower lip to the upper teeth: the viseme FF, or in ARKit a lower lip that is rolled in further than the upper. */
function biteOf(shape: Float32Array): number {
  const rolled = Math.max(0, shape[ROLL_LOWER] - shape[ROLL_UPPER]) / 0.6;
  return Math.min(1, Math.max(shape[FF], rolled));
}
