import { encodeAudioFrame } from '../protocol/encode.ts';
import { realTimers, type Timers } from './timers.ts';
import type { Delivery } from './utterance_book.ts';

/** A frame's header is shorter than this. */
const HEADER_BYTES = 256;
const LARGEST_FRAME_SAMPLES = 24000;
/** No more than this waits in the socket: a ping behind it must be answered in time, and an interrupt soon. */
const AHEAD_BYTES = 1 << 17;
const LOOK_AGAIN_MS = 30;

/** Sends a recording in frames that the server takes, no faster than the network does. */
export function uploadOf(id: string, samples: Int16Array, messageBytes: number, timers: Timers = realTimers): Delivery {
  const step = Math.max(1, Math.min(LARGEST_FRAME_SAMPLES, Math.floor((messageBytes - HEADER_BYTES) / 2)));
  return (socket, wanted, done) => {
    let at = 0;
    const go = () => {
      while (at < samples.length && wanted()) {
        if (socket.bufferedAmount > AHEAD_BYTES) {
          timers.setTimeout(go, LOOK_AGAIN_MS);
          return;
        }
        const piece = samples.subarray(at, at + step);
        const final = at + piece.length === samples.length;
        const header = { type: 'audio', id, first_sample: at, samples: piece.length, final, codec: 'pcm' } as const;
        socket.send(encodeAudioFrame(header, piece));
        at += piece.length;
      }
      done();
    };
    go();
  };
}
