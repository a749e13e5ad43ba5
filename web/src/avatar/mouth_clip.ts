import { channelIndex, FACE_CHANNELS } from '../core/channels.ts';
import type { FaceLayer } from '../core/layer.ts';
import type { TrackBuffer } from '../core/track.ts';

const JAW_OPEN = channelIndex('jawOpen');
const FADE_PER_SECOND = 8;

/** What mouth clips do to a face, as a track that repeats. */
export interface MouthLoop {
  readonly track: TrackBuffer;
  readonly seconds: number;
}

/**
 * Moves the mouth without a track: by the model's mouth clips, else by an invented murmur of the jaw.
 *
 * For a host that only says "talk" and "stop", and for sound whose track never came.
 */
export class MouthClipLayer implements FaceLayer {
  readonly name = 'mouth-clip';
  readonly mouth = 'blend';
  readonly eyes = 'none';
  readonly priority = 30;
  weight = 0;
  /** True while the mouth is to move. */
  active = false;
  private seconds = 0;
  private readonly sample = new Float32Array(FACE_CHANNELS.length);

  loop: MouthLoop | null;

  constructor(loop: MouthLoop | null = null) {
    this.loop = loop;
  }

  update(dtSeconds: number): void {
    const step = dtSeconds * FADE_PER_SECOND;
    this.weight = Math.min(1, Math.max(0, this.weight + (this.active ? step : -step)));
    this.seconds = this.weight > 0 ? this.seconds + dtSeconds : 0;
  }

  apply(face: Float32Array, gain: number): void {
    if (this.loop?.track.sample(this.seconds % this.loop.seconds, this.sample, 0)) {
      for (let i = 0; i < face.length; i++) face[i] = face[i]! + this.sample[i]! * gain;
      return;
    }
    face[JAW_OPEN] = face[JAW_OPEN]! + murmur(this.seconds) * gain;
  }
}

/** Syllables of uneven length and loudness: about four a second, closed in between. */
function murmur(seconds: number): number {
  const syllable = Math.sin(Math.PI * (seconds * 4.1 + 0.35 * Math.sin(seconds * 2.3)));
  const loudness = 0.3 + 0.12 * Math.sin(seconds * 5.3) + 0.08 * Math.sin(seconds * 1.7);
  return syllable * syllable * loudness;
}
