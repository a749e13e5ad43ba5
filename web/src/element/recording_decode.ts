import { RecordingError } from './recording_error.ts';

export interface Recording {
  /** Mono. */
  readonly samples: Int16Array;
  readonly rateHz: number;
}

/** What speech needs; a recording at this rate is half as long to send as at the usual 48 kHz. */
const RATE_HZ = 24000;
const PROBE_WITHIN_MS = 3000;

/**
 * Decodes a sound file of any format that the browser knows, mixes it down and brings it to 24 kHz.
 *
 * The browser does it and not the server: it knows more formats, its decoders are sandboxed, and what is sent is
 * bounded by its length in time. Throws {@link RecordingError}.
 */
export async function decode(file: ArrayBuffer, longestSeconds: number): Promise<Recording> {
  if (file.byteLength === 0) throw new RecordingError('audio_invalid', 'the file is empty');
  // A small file may hold hours of sound: its length is asked for before it is unpacked.
  checkLength(await probeSeconds(file), longestSeconds);
  const buffer = await decodeAudio(file);
  if (buffer.length === 0) throw new RecordingError('audio_invalid', 'the file holds no sound');
  checkLength(buffer.duration, longestSeconds);
  return { samples: mixDown(buffer), rateHz: buffer.sampleRate };
}

function checkLength(seconds: number, longest: number): void {
  if (!(seconds > longest)) return;
  const text = `the recording is ${seconds.toFixed(1)} s long; ${longest} s are allowed`;
  throw new RecordingError('audio_too_long', text);
}

/** Length of the file by its own account, or 0 where that cannot be learnt. */
function probeSeconds(file: ArrayBuffer): Promise<number> {
  const url = URL.createObjectURL(new Blob([file]));
  const audio = document.createElement('audio');
  return new Promise<number>((tell) => {
    const learn = () => tell(Number.isFinite(audio.duration) ? audio.duration : 0);
    audio.onloadedmetadata = audio.onerror = learn;
    setTimeout(learn, PROBE_WITHIN_MS);
    audio.preload = 'metadata';
    audio.src = url;
  }).then((seconds) => {
    audio.removeAttribute('src');
    URL.revokeObjectURL(url);
    return seconds;
  });
}

async function decodeAudio(file: ArrayBuffer): Promise<AudioBuffer> {
  const Offline =
    globalThis.OfflineAudioContext ||
    (globalThis as { webkitOfflineAudioContext?: typeof OfflineAudioContext }).webkitOfflineAudioContext;
  let context: OfflineAudioContext;
  try {
    context = new Offline(1, 1, RATE_HZ);
  } catch {
    // Old Safari offers the usual rates only.
    context = new Offline(1, 1, 48000);
  }
  try {
    // Old Safari answers by callbacks and returns nothing.
    return await new Promise<AudioBuffer>((resolve, reject) => {
      context.decodeAudioData(file, resolve, reject)?.catch(reject);
    });
  } catch {
    throw new RecordingError('audio_invalid', 'the file is no sound that this browser can read');
  }
}

function mixDown(buffer: AudioBuffer): Int16Array {
  const { length, numberOfChannels } = buffer;
  const sum = new Float32Array(length);
  for (let channel = 0; channel < numberOfChannels; channel++) {
    const data = buffer.getChannelData(channel);
    for (let i = 0; i < length; i++) sum[i] += data[i];
  }
  const samples = new Int16Array(length);
  const gain = 32768 / numberOfChannels;
  for (let i = 0; i < length; i++) samples[i] = Math.max(-32768, Math.min(32767, Math.round(sum[i] * gain)));
  return samples;
}
