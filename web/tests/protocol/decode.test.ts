import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/core/random.ts';
import { decodeFrame, decodeMessage, FrameError } from '../../src/protocol/index.ts';
import { encodeFrame } from './frames.ts';

const AUDIO = { type: 'audio', id: 'a', first_sample: 240, samples: 3, final: true, codec: 'pcm' };
const TRACK = {
  type: 'track',
  id: 'a',
  first_frame: 60,
  frames: 2,
  channels: 3,
  final: false,
  words: [{ start: 0, end: 2, onset_ms: 1, end_ms: 2 }],
  sentences: [{ start: 0, end: 2, onset_ms: 1 }],
  marks: [{ name: 'm', onset_ms: 3 }],
};

describe('decodeFrame', () => {
  it('reads samples and rows as views on the frame', () => {
    const buffer = encodeFrame(AUDIO, Int16Array.of(1, -2, 32767));
    const audio = decodeFrame(buffer);
    const bytes = Uint8Array.of(1, 0, 254, 255, 255, 127);
    expect(audio).toEqual({ type: 'audio', header: AUDIO, samples: Int16Array.of(1, -2, 32767), bytes });
    expect(audio.type === 'audio' && audio.samples.buffer).toBe(buffer);
    const track = decodeFrame(encodeFrame(TRACK, Uint8Array.of(1, 2, 3, 4, 5, 6)));
    expect(track).toEqual({ type: 'track', header: TRACK, rows: Uint8Array.of(1, 2, 3, 4, 5, 6) });
  });

  it('copies samples that lie on an odd address, and fills in what a header leaves out', () => {
    const header = { type: 'audio', id: 'ab', first_sample: 0, samples: 2 };
    for (const id of ['ab', 'abc']) {
      const frame = decodeFrame(encodeFrame({ ...header, id }, Int16Array.of(-5, 7), false));
      expect(frame).toMatchObject({ header: { final: false }, samples: Int16Array.of(-5, 7) });
    }
    const track = { type: 'track', id: 'a', first_frame: 0, frames: 0, channels: 15 };
    expect(decodeFrame(encodeFrame(track, new Uint8Array(0))).header).toMatchObject({
      words: [],
      marks: [],
      final: false,
    });
  });

  it.each([
    ['an empty frame', new ArrayBuffer(0), /at least 4 bytes, got 0/],
    ['a header longer than the frame', Uint8Array.of(200, 0, 0, 0, 1).buffer, /200 does not fit a frame of 5/],
    ['a header that is not JSON', Uint8Array.of(1, 0, 0, 0, 0x7b).buffer, /not JSON: "{"/],
    ['a list', encodeFrame([], new Uint8Array(0)), /not an object/],
    ['an unknown type', encodeFrame({ ...AUDIO, type: 'video' }, new Int16Array(3)), /unknown frame type "video"/],
    ['too little sound', encodeFrame(AUDIO, new Int16Array(2)), /announces 6 payload bytes, has 4/],
    ['too many rows', encodeFrame(TRACK, new Uint8Array(7)), /announces 6 payload bytes, has 7/],
    ['a bad id', encodeFrame({ ...AUDIO, id: 'a b' }, new Int16Array(3)), /bad id: "a b"/],
    ['a negative position', encodeFrame({ ...AUDIO, first_sample: -1 }, new Int16Array(3)), /first_sample.*got -1/],
    ['a broken count', encodeFrame({ ...AUDIO, samples: 1.5 }, new Int16Array(3)), /samples.*got 1.5/],
    ['no channels', encodeFrame({ ...TRACK, channels: 0 }, new Uint8Array(0)), /1 channel/],
    ['words that are none', encodeFrame({ ...TRACK, words: [{ start: 0 }] }, new Uint8Array(6)), /bad entry in words/],
    ['marks that are no list', encodeFrame({ ...TRACK, marks: 'x' }, new Uint8Array(6)), /marks as a list, got "x"/],
  ])('refuses %s and says what it got', (_what, buffer, message) => {
    expect(() => decodeFrame(buffer as ArrayBuffer)).toThrow(FrameError);
    expect(() => decodeFrame(buffer as ArrayBuffer)).toThrow(message);
  });

  it('never throws anything but a FrameError, whatever the bytes', () => {
    const random = seededRandom(5);
    const sound = new Uint8Array(encodeFrame(TRACK, new Uint8Array(6)));
    for (let round = 0; round < 2000; round++) {
      const bytes = sound.slice(0, round % 3 === 0 ? Math.floor(random() * sound.length) : sound.length);
      for (let hits = 0; hits < 3; hits++) bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
      try {
        decodeFrame(bytes.buffer);
      } catch (error) {
        expect(error).toBeInstanceOf(FrameError);
      }
    }
  });
});

describe('decodeMessage', () => {
  const START = {
    type: 'utterance_start',
    id: 'a',
    text: 'hi',
    voice: 'v',
    language: 'en',
    sample_rate_hz: 24000,
    track_fps: 60,
    channel_space: 'arkit52',
    emotion: null,
  };

  it('passes what it knows, and a type that a newer server may send', () => {
    expect(decodeMessage(JSON.stringify(START))).toEqual(START);
    for (const type of ['weather', 'toString']) expect(decodeMessage(`{"type":"${type}"}`)).toEqual({ type });
  });

  it.each([
    ['not json', /not JSON/],
    ['[]', /not an object/],
    ['{"a":1}', /no type/],
    ['{"type":"interrupted","ids":{}}', /ids \(array\), got {}/],
    ['{"type":"welcome","protocol_version":"1.0","session_id":"s","describe":null}', /describe \(object\), got null/],
    [JSON.stringify({ ...START, sample_rate_hz: 0 }), /"sample_rate_hz":0/],
    [JSON.stringify({ ...START, track_fps: -5 }), /"track_fps":-5/],
    [JSON.stringify({ ...START, channel_space: 'x' }), /"channel_space":"x"/],
  ])('refuses %s', (text, message) => {
    expect(() => decodeMessage(text)).toThrow(message);
  });
});
