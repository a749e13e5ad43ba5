// What the browser's worklet does for a microphone, in Chrome's engine: quanta of 128 samples at 48 kHz.
// Prints JSON: processor time of this process for a second of sound, in ms, and rows a second.
import { readFileSync } from 'node:fs';
import { LipReader } from '../../web/src/audio/live/lip_reader.ts';

const RATE_HZ = 48000;
const QUANTUM = 128;
const WARM_ROUNDS = 5;
const ROUNDS = 60;

const file = readFileSync(new URL('../../server/visavis/speech/recogniser/data/visemes.bin', import.meta.url));
const model = file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength);
/** A second of a buzz in noise. */
const second = Float32Array.from({ length: RATE_HZ }, (_, i) => {
  const t = (2 * Math.PI * i) / RATE_HZ;
  return 0.1 * (1 + Math.sin(4 * t)) * (Math.sin(130 * t) + 0.5 * Math.sin(900 * t) + Math.random() - 0.5);
});
let rows = 0;
let frame = 0;
const reader = new LipReader(RATE_HZ, model, () => rows++);

function hear(rounds) {
  for (const end = frame + rounds * RATE_HZ; frame < end; frame += QUANTUM) {
    reader.push([second.subarray(frame % RATE_HZ, (frame % RATE_HZ) + QUANTUM)], QUANTUM, frame / RATE_HZ);
  }
}

hear(WARM_ROUNDS);
rows = 0;
const begun = process.cpuUsage();
hear(ROUNDS);
const spent = process.cpuUsage(begun);
const cpuMs = (spent.user + spent.system) / 1000 / ROUNDS;
console.log(JSON.stringify({ cpuMs, rows: rows / ROUNDS, lookaheadMs: 1000 * reader.lookaheadSeconds }));
