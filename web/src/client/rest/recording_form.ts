import { decodeFrame, type SpeakAudio } from '../../protocol/index.ts';

/** A recording as it goes over a socket, put together again for `POST /v1/speech/audio`. */
export class RecordingForm {
  readonly id: string;
  private readonly request: SpeakAudio;
  private readonly pieces: Int16Array<ArrayBuffer>[] = [];

  constructor(request: SpeakAudio) {
    this.id = request.id;
    this.request = request;
  }

  /** Takes one of its audio frames; true when it was the last. */
  add(frame: ArrayBuffer): boolean {
    const { type, ...rest } = decodeFrame(frame);
    if (type === 'audio' && 'samples' in rest) this.pieces.push(rest.samples.slice());
    return rest.header.final;
  }

  /** The form: a WAV file, and beside it what is known of the recording. */
  body(channelSpace: string | undefined): FormData {
    const { text, language, emotion, style, sample_rate_hz } = this.request;
    const form = new FormData();
    const fields = { text, language, emotion, style, channel_space: channelSpace };
    for (const [name, value] of Object.entries(fields)) if (value) form.append(name, value);
    form.append(
      'audio',
      new Blob([wavHeader(this.pieces, sample_rate_hz), ...this.pieces], { type: 'audio/wav' }),
      'a.wav',
    );
    return form;
  }
}

/** The 44 bytes before mono 16-bit samples. */
function wavHeader(pieces: readonly Int16Array[], rateHz: number): ArrayBuffer {
  const bytes = pieces.reduce((sum, piece) => sum + piece.byteLength, 0);
  const header = new ArrayBuffer(44);
  const view = new DataView(header);
  const word = (at: number, text: string) => {
    for (let i = 0; i < 4; i++) view.setUint8(at + i, text.charCodeAt(i));
  };
  word(0, 'RIFF');
  view.setUint32(4, 36 + bytes, true);
  word(8, 'WAVE');
  word(12, 'fmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rateHz, true);
  view.setUint32(28, 2 * rateHz, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  word(36, 'data');
  view.setUint32(40, bytes, true);
  return header;
}
