import type { AudioHeader, ServerMessage, TrackHeader } from './messages.gen.ts';

/** A message or frame that is not one of ours; the text says what is wrong with it. */
export class FrameError extends Error {
  readonly code = 'bad_frame';
}

/** A binary frame, decoded. The payload is a view on the frame's own buffer: nothing is copied. */
export type Frame =
  | {
      readonly type: 'audio';
      readonly header: AudioHeader;
      /** Of `pcm`; else empty. */
      readonly samples: Int16Array;
      /** The payload as it came. */
      readonly bytes: Uint8Array;
    }
  | { readonly type: 'track'; readonly header: TrackHeader; readonly rows: Uint8Array };

const PREFIX_BYTES = 4;
const MAX_HEADER_BYTES = 1 << 20;
const ID = /^[A-Za-z0-9._:-]{1,64}$/;

/** Header and payload of one binary frame: uint32 LE header length, JSON header, payload. Throws {@link FrameError}. */
export function decodeFrame(buffer: ArrayBuffer): Frame {
  const bytes = buffer.byteLength;
  if (bytes < PREFIX_BYTES) throw new FrameError(`a frame has at least ${PREFIX_BYTES} bytes, got ${bytes}`);
  const length = new DataView(buffer).getUint32(0, true);
  if (length > MAX_HEADER_BYTES || length > bytes - PREFIX_BYTES) {
    throw new FrameError(`header length ${length} does not fit a frame of ${bytes} bytes`);
  }
  const header = parseObject(new TextDecoder().decode(new Uint8Array(buffer, PREFIX_BYTES, length)), 'frame header');
  const start = PREFIX_BYTES + length;
  const id = header.id;
  if (typeof id !== 'string' || !ID.test(id)) throw new FrameError(`frame header has a bad id: ${show(id)}`);
  if (header.type === 'audio') {
    const samples = count(header, 'samples');
    const codec = (header.codec || 'pcm') as AudioHeader['codec'];
    const pcm = codec === 'pcm';
    if (codec !== 'opus') expectPayload('audio', pcm ? 2 * samples : 0, bytes - start);
    const audio: AudioHeader = {
      type: 'audio',
      id,
      first_sample: count(header, 'first_sample'),
      samples,
      final: header.final === true,
      codec,
    };
    const payload = new Uint8Array(buffer, start);
    return { type: 'audio', header: audio, samples: int16(buffer, start, pcm ? samples : 0), bytes: payload };
  }
  if (header.type === 'track') {
    const frames = count(header, 'frames');
    const channels = count(header, 'channels');
    if (channels < 1) throw new FrameError('a track frame has at least 1 channel, got 0');
    expectPayload('track', frames * channels, bytes - start);
    const track: TrackHeader = {
      type: 'track',
      id,
      first_frame: count(header, 'first_frame'),
      frames,
      channels,
      final: header.final === true,
      words: timed(header, 'words'),
      sentences: timed(header, 'sentences'),
      marks: timed(header, 'marks'),
    };
    return { type: 'track', header: track, rows: new Uint8Array(buffer, start, frames * channels) };
  }
  throw new FrameError(`unknown frame type ${show(header.type)}`);
}

/** What must be there, and of what kind, for the client to work on a message. */
const REQUIRED: { readonly [type: string]: { readonly [field: string]: string } } = {
  welcome: { protocol_version: 'string', session_id: 'string', describe: 'object' },
  utterance_start: { id: 'string', text: 'string', sample_rate_hz: 'number', track_fps: 'number' },
  interrupted: { ids: 'array' },
  error: { code: 'string', message: 'string' },
};

/**
 * One text message of the server. Those of a conversation and of hosts are looked at by who takes them; so would be a
 * type that a newer server has added. Throws {@link FrameError} on what is not a message, or lacks a field.
 */
export function decodeMessage(text: string): ServerMessage {
  const message = parseObject(text, 'message');
  if (typeof message.type !== 'string') throw new FrameError(`message has no type: ${show(text)}`);
  expectFields(message, REQUIRED[message.type] || {});
  if (message.type === 'utterance_start') {
    const { sample_rate_hz, track_fps, channel_space } = message;
    const [rate, fps] = [sample_rate_hz as number, track_fps as number];
    const known = channel_space === 'viseme15' || channel_space === 'arkit52';
    if (!(rate >= 3000 && rate <= 384000 && fps > 0 && fps <= 1000 && known)) {
      const found = show({ sample_rate_hz, track_fps, channel_space });
      throw new FrameError(`utterance_start has ${found}, expected 3000 to 384000, 1 to 1000, viseme15 or arkit52`);
    }
  }
  return message as unknown as ServerMessage;
}

/** Throws {@link FrameError} where a field is missing or of another kind. */
export function expectFields(message: Fields, required: { readonly [field: string]: string }): void {
  for (const field of Object.keys(required)) {
    const value = message[field];
    const kind = Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value;
    if (kind !== required[field]) {
      throw new FrameError(`${message.type} message needs ${field} (${required[field]}), got ${show(value)}`);
    }
  }
}

type Fields = { readonly [field: string]: unknown };

function parseObject(text: string, what: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new FrameError(`${what} is not JSON: ${show(text)}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new FrameError(`${what} is not an object: ${show(text)}`);
  }
  return value as Fields;
}

function count(header: Fields, field: string): number {
  const value = header[field];
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) {
    throw new FrameError(`${header.type} frame needs ${field} as an integer from 0, got ${show(value)}`);
  }
  return value;
}

function timed<T extends { onset_ms: number }>(header: Fields, field: string): T[] {
  const value = header[field] === undefined ? [] : header[field];
  if (!Array.isArray(value)) throw new FrameError(`track frame needs ${field} as a list, got ${show(value)}`);
  for (const event of value) {
    if (typeof event !== 'object' || event === null || typeof event.onset_ms !== 'number') {
      throw new FrameError(`track frame has a bad entry in ${field}: ${show(event)}`);
    }
  }
  return value;
}

function expectPayload(type: string, expected: number, found: number): void {
  if (expected !== found) throw new FrameError(`${type} frame announces ${expected} payload bytes, has ${found}`);
}

/**
 * The samples in place when they lie on an even address, which the server takes care of; else a copy. They are
 * little-endian, as is every machine with a browser of the floor.
 */
function int16(buffer: ArrayBuffer, start: number, samples: number): Int16Array {
  return start % 2 === 0
    ? new Int16Array(buffer, start, samples)
    : new Int16Array(buffer.slice(start, start + 2 * samples));
}

function show(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
