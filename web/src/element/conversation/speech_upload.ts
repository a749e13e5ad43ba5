import { encodeAudioFrame } from '../../protocol/encode.ts';

/** Sound goes in pieces of this length: 100 ms. */
const PIECE_SAMPLES = 1600;

/** The visitor's speech on its way to the server, as 16-bit samples at 16 kHz in frames of a tenth of a second. */
export class SpeechUpload {
  /** Samples that were handed over so far. */
  samples = 0;
  private readonly id: string;
  private readonly send: (frame: ArrayBuffer) => boolean;
  private readonly piece = new Int16Array(PIECE_SAMPLES);
  private filled = 0;
  private first = 0;

  /** @param send false when the server cannot be reached: what follows is of no use then */
  constructor(id: string, send: (frame: ArrayBuffer) => boolean) {
    this.id = id;
    this.send = send;
  }

  /** More samples, of -1 to 1. False when they cannot be sent. */
  push(sound: Float32Array): boolean {
    let sent = true;
    for (let i = 0; i < sound.length; i++) {
      // One that is full waits for the next sample: the last piece is the final one, and is not empty.
      if (this.filled === PIECE_SAMPLES) sent = this.flush(false) && sent;
      this.piece[this.filled++] = Math.round(Math.max(-1, Math.min(1, sound[i]!)) * 32767);
    }
    this.samples += sound.length;
    return sent;
  }

  /** The visitor has ended. */
  end(): boolean {
    return this.flush(true);
  }

  private flush(final: boolean): boolean {
    const samples = this.piece.slice(0, this.filled);
    const header = { type: 'audio', id: this.id, first_sample: this.first, samples: this.filled, final } as const;
    this.first += this.filled;
    this.filled = 0;
    return this.send(encodeAudioFrame({ ...header, codec: 'pcm' }, samples));
  }
}
