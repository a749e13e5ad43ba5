// How long the face takes a frame, without drawing: `node --expose-gc bench/mixer.ts` prints one line of JSON.
//   mixer_ms_per_frame  mean over the fastest of several rounds, for a talking, blinking, looking, smiling face
//   heap_growth_bytes_per_frame  what stays on the heap per frame; must be 0
//   garbage_bytes_per_frame      what is dropped again per frame: no object or array, at most a few numbers that the
//                                engine boxes in passing (16 bytes each). Both are null without --expose-gc.
import { BlinkLayer } from '../src/core/blink.ts';
import type { SpeechClock } from '../src/core/clock.ts';
import { EmotionLayer } from '../src/core/emotion.ts';
import { GazeLayer } from '../src/core/gaze.ts';
import { FaceMixer } from '../src/core/mixer.ts';
import { seededRandom } from '../src/core/random.ts';
import { SpeechLayer } from '../src/core/speech_layer.ts';

const FRAMES = 20000;
const ROUNDS = 7;
const DT = 1 / 60;
const TRACK_SECONDS = 60;
const TRACK_FPS = 60;
const CHANNELS = 52;

/** A clock that runs over the track again and again. */
class LoopClock implements SpeechClock {
  readonly utterance = 'bench';
  readonly running = true;
  seconds = 0;
  update(): void {
    this.seconds = (this.seconds + DT) % (TRACK_SECONDS - 1);
  }
}

const random = seededRandom(1);
const speech = new SpeechLayer(new LoopClock());
speech.begin('bench', 'arkit52', TRACK_FPS);
const rows = new Uint8Array(TRACK_SECONDS * TRACK_FPS * CHANNELS);
for (let i = 0; i < rows.length; i++) rows[i] = random() < 0.4 ? random() * 256 : 0;
speech.write('bench', 0, rows, true);
const emotion = new EmotionLayer();
const gaze = new GazeLayer(random);
const mixer = new FaceMixer();
for (const layer of [speech, emotion, gaze, new BlinkLayer(random)]) mixer.add(layer);

let checksum = 0;
function round(): number {
  const start = process.hrtime.bigint();
  for (let frame = 0; frame < FRAMES; frame++) checksum += mixer.mix(DT)[17];
  return Number(process.hrtime.bigint() - start) / 1e6 / FRAMES;
}

emotion.set('happy');
round();
let best = Number.POSITIVE_INFINITY;
for (let i = 0; i < ROUNDS; i++) best = Math.min(best, round());

const collect = (globalThis as { gc?: () => void }).gc;
let garbage: number | null = null;
let retained: number | null = null;
if (collect) {
  collect();
  const before = process.memoryUsage().heapUsed;
  for (let frame = 0; frame < FRAMES; frame++) checksum += mixer.mix(DT)[17];
  garbage = perFrame(process.memoryUsage().heapUsed - before);
  collect();
  retained = perFrame(process.memoryUsage().heapUsed - before);
}

/** Reading the figure takes some kilobytes by itself, which are left out. */
function perFrame(bytes: number): number {
  return Math.max(0, Math.round(((bytes - 32768) / FRAMES) * 10) / 10);
}

console.info(
  JSON.stringify({
    mixer_ms_per_frame: Number(best.toFixed(5)),
    heap_growth_bytes_per_frame: retained,
    garbage_bytes_per_frame: garbage,
    frames: FRAMES * (ROUNDS + 1),
    layers: 4,
    checksum: Number(checksum.toFixed(3)),
  }),
);
