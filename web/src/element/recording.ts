import { uploadOf } from '../client/sound_upload.ts';
import type { SpeakAudio, UtteranceStart } from '../protocol/index.ts';
import { type ReadyTrack, readTrack } from './ready_track.ts';
import { decode, type Recording } from './recording_decode.ts';
import { RecordingError } from './recording_error.ts';
import { type RecordingSource, readSource } from './recording_source.ts';
import type { Speech } from './speech.ts';

export type { RecordingSource } from './recording_source.ts';

export interface SpeakAudioOptions {
  /** What is said in it. */
  readonly text?: string;
  /** BCP 47 code of the text's main language; found from the text by default. */
  readonly language?: string | null;
  readonly emotion?: SpeakAudio['emotion'];
  readonly style?: SpeakAudio['style'];
  readonly id?: string;
  /** A track made before, as JSON or its address: then no server is needed. */
  readonly track?: object | string;
}

/** Where the server has told no limits, or is not needed. */
const LARGEST_BYTES = 16 << 20;
const LONGEST_SECONDS = 120;
const LONGEST_LOCAL_SECONDS = 1200;
const MESSAGE_BYTES = 65536;

/** Reads, decodes and hands over a recording for which a place was kept. Throws {@link RecordingError}. */
export async function speakRecording(
  speech: Pick<Speech, 'describe' | 'provide' | 'playLocal'>,
  id: string,
  source: RecordingSource,
  options: SpeakAudioOptions,
): Promise<void> {
  const limits = speech.describe?.limits;
  const longest = limits ? limits.audio_seconds || 0 : LONGEST_SECONDS;
  if (!options.track && longest === 0) {
    throw new RecordingError('audio_unsupported', 'this server speaks no recordings without a track');
  }
  const file = await readSource(source, LARGEST_BYTES);
  const recording = await decode(file, options.track ? LONGEST_LOCAL_SECONDS : longest);
  if (options.track) {
    play(speech, id, recording, readTrack(await trackOf(options.track)), options);
    return;
  }
  const request: SpeakAudio = {
    type: 'speak_audio',
    id,
    sample_rate_hz: recording.rateHz,
    samples: recording.samples.length,
    text: options.text || '',
    language: options.language || null,
    emotion: options.emotion || null,
    style: options.style || 'neutral',
  };
  speech.provide(request, uploadOf(id, recording.samples, limits?.message_bytes || MESSAGE_BYTES));
}

function play(
  speech: Pick<Speech, 'playLocal'>,
  id: string,
  { samples, rateHz }: Recording,
  track: ReadyTrack,
  options: SpeakAudioOptions,
): void {
  const start: UtteranceStart = {
    type: 'utterance_start',
    id,
    text: options.text || track.text,
    voice: 'recording',
    language: options.language || 'und',
    sample_rate_hz: rateHz,
    track_fps: track.fps,
    channel_space: track.space,
    emotion: options.emotion || null,
    codec: 'pcm',
    pre_skip: 0,
    turn: null,
  };
  const { rows, frames, words, sentences, marks } = track;
  const channels = frames > 0 ? rows.length / frames : 0;
  speech.playLocal(
    start,
    { type: 'track', id, first_frame: 0, frames, channels, final: true, words, sentences, marks },
    rows,
    samples,
  );
}

async function trackOf(track: object | string): Promise<unknown> {
  if (typeof track !== 'string') return track;
  const bytes = await readSource(track, LARGEST_BYTES);
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new RecordingError('track_broken', `the track cannot be used: "${track.slice(0, 100)}" is not JSON`);
  }
}
