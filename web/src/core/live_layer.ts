import { channelIndex, FACE_CHANNELS, VISEME_OFFSET } from './channels.ts';
import type { FaceLayer } from './layer.ts';
import type { LiveTrack } from './live_track.ts';

const RISE_SECONDS = 0.04;
const FALL_SECONDS = 0.14;
/** Weights below this, summed over all visemes but rest, are silence. */
const SILENT = 0.08;
const [PP, FF] = [channelIndex('viseme_PP'), channelIndex('viseme_FF')];
const REST = VISEME_OFFSET;

/** What this layer knows of the speech of the avatar's own, which has the mouth before it. */
export interface OwnSpeech {
  /** How far it claims the mouth, 0 to 1. */
  readonly activity: number;
  /** How widely the model moves its mouth, by channel; null as far as weights say. */
  readonly gains: Float32Array | null;
}

/** The mouth that follows a sound which others make: visemes as they are recognised. Rests where nothing is known. */
export class LiveLayer implements FaceLayer {
  readonly name = 'live';
  weight = 1;
  readonly mouth = 'blend';
  readonly eyes = 'none';
  readonly priority = 70;
  /** 1 while there is speech, with soft edges. */
  activity = 0;
  lipClosure = 0;
  lipBite = 0;
  private readonly track: LiveTrack;
  private readonly now: () => number | null;
  private readonly own: OwnSpeech;
  private readonly shape = new Float32Array(FACE_CHANNELS.length);
  /** How far the shape shows: it fades where no row is known. */
  private presence = 0;

  /** `now` gives the time to be shown, by the clock of the track's rows, or null while nothing is followed. */
  constructor(track: LiveTrack, now: () => number | null, own: OwnSpeech) {
    this.track = track;
    this.now = now;
    this.own = own;
  }

  update(dtSeconds: number): void {
    const { shape, own } = this;
    const at = this.now();
    const known = at !== null && this.track.sample(at, shape, VISEME_OFFSET);
    const { gains } = own;
    let speech = 0;
    for (let c = VISEME_OFFSET; c < shape.length; c++) {
      if (known && gains) shape[c] = Math.min(1, shape[c] * gains[c]);
      if (c !== REST) speech += shape[c];
    }
    this.presence = moved(this.presence, known, dtSeconds);
    this.activity = moved(this.activity, known && speech > SILENT, dtSeconds);
    this.lipClosure = shape[PP] * this.presence;
    this.lipBite = shape[FF] * this.presence;
    this.weight = 1 - own.activity;
  }

  apply(face: Float32Array, gain: number): void {
    const { shape } = this;
    const share = gain * this.presence;
    for (let c = VISEME_OFFSET; c < shape.length; c++) face[c] += shape[c] * share;
  }
}

function moved(value: number, up: boolean, dtSeconds: number): number {
  return Math.min(1, Math.max(0, value + (up ? dtSeconds / RISE_SECONDS : -dtSeconds / FALL_SECONDS)));
}
