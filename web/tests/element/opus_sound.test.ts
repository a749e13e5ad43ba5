import { beforeEach, describe, expect, it } from 'vitest';
import { wantsOpus } from '../../src/element/codec_wish.ts';
import { OpusSound } from '../../src/element/opus_sound.ts';
import { decoded, FakeDecoder } from '../audio/opus/fake_decoder.ts';
import { type FakeSocket, type openSession, session, start } from '../client/fake_session.ts';

const PRE_SKIP = 312;

const opusStart = (id: string) => ({ ...start(id), codec: 'opus', pre_skip: PRE_SKIP });

/** A frame of 24 kHz sound whose packets are of one byte each. */
function frame(id: string, firstSample: number, samples: number, values: number[], final = false): ArrayBuffer {
  const header = { type: 'audio', id, first_sample: firstSample, samples, final, codec: 'opus' };
  const text = JSON.stringify(header);
  const json = new TextEncoder().encode(text.padEnd(Math.ceil(text.length / 4) * 4));
  const bytes = new Uint8Array(4 + json.length + 3 * values.length);
  new DataView(bytes.buffer).setUint32(0, json.length, true);
  bytes.set(json, 4);
  for (const [index, value] of values.entries()) bytes.set([1, 0, value], 4 + json.length + 3 * index);
  return bytes.buffer;
}

/** Until what is on its way is decoded. */
const settle = () => new Promise((done) => setTimeout(done, 0));

describe('a session in Opus', () => {
  let made: FakeDecoder[];
  let broken: boolean;
  let all: ReturnType<typeof openSession>;
  let socket: FakeSocket;
  const heard = (id: string) =>
    all.log.audio.filter(({ header }) => header.id === id).flatMap(({ samples }) => [...samples]);

  beforeEach(() => {
    made = [];
    broken = false;
    all = session();
    all.client.open();
    socket = all.socket();
    socket.accept();
    const make = () => {
      const decoder = new FakeDecoder();
      if (broken) decoder.failsFrom = 0;
      made.push(decoder);
      return decoder;
    };
    const sound = new OpusSound(all.client, [make]);
    all.client.offer(['opus', 'pcm'], (type, event) => sound.filter(type, event));
    socket.receive({
      type: 'welcome',
      protocol_version: '1.2',
      server_version: '1',
      session_id: 's',
      codecs: ['opus', 'pcm'],
      describe: { voices: [] },
    });
  });

  it('is asked for as soon as it can be decoded, though the greeting is under way', () => {
    expect(socket.ofType('hello')[0]!.codecs).toEqual(['pcm']);
    expect(socket.ofType('codecs')).toEqual([{ type: 'codecs', codecs: ['opus', 'pcm'] }]);
  });

  it('is asked for at once when the connection is a new one', () => {
    socket.cut();
    all.timers.advance(10000);
    all.socket().accept();
    expect(all.socket().ofType('hello')[0]!.codecs).toEqual(['opus', 'pcm']);
  });

  it('reaches its listeners as PCM at 48 kHz, all of it', async () => {
    all.client.speak({ id: 'a', text: 'hi' });
    socket.receive(opusStart('a'));
    socket.receive(frame('a', 0, 480, [1]));
    socket.receive(frame('a', 480, 480, [2, 3], true));
    await settle();
    expect(all.log.utterance[0]).toMatchObject({ id: 'a', codec: 'pcm', sample_rate_hz: 48000, pre_skip: 0 });
    expect(heard('a')).toEqual(decoded(1, 2, 3).slice(PRE_SKIP, PRE_SKIP + 1920));
    expect(all.log.audio.map(({ header }) => header.final)).toEqual([false, true]);
  });

  it('leaves utterances in PCM as they are', () => {
    all.client.speak({ id: 'a', text: 'hi' });
    socket.receive({ ...start('a'), codec: 'pcm', pre_skip: 0 });
    expect(all.log.utterance[0]!.sample_rate_hz).toBe(24000);
    expect(made).toEqual([]);
  });

  it('tells of an end that came too early after the sound before it', async () => {
    all.client.speak({ id: 'a', text: 'hi' });
    socket.receive(opusStart('a'));
    socket.receive(frame('a', 0, 480, [1]));
    socket.receive({ type: 'error', code: 'engine_failed', message: 'no', retryable: true, id: 'a' });
    expect(all.log.error).toEqual([]);
    await settle();
    expect(heard('a').length).toBe(960 - PRE_SKIP);
    expect(all.log.error.map(({ code }) => code)).toEqual(['engine_failed']);
    expect(made[0]!.closed).toBe(true);
  });

  it('begins anew after the connection was lost, and nothing old comes between', async () => {
    all.client.speak({ id: 'a', text: 'hi' });
    socket.receive(opusStart('a'));
    socket.receive(frame('a', 0, 480, [1]));
    socket.cut();
    all.timers.advance(10000);
    all.socket().welcome();
    all.socket().receive(opusStart('a'));
    const before = all.log.audio.length;
    all.socket().receive(frame('a', 0, 480, [7, 8], true));
    await settle();
    const samples = all.log.audio.slice(before).flatMap(({ samples }) => [...samples]);
    expect(samples).toEqual(decoded(7, 8).slice(PRE_SKIP, PRE_SKIP + 960));
  });

  it('drops what is interrupted', async () => {
    all.client.speak({ id: 'a', text: 'hi' });
    socket.receive(opusStart('a'));
    socket.receive(frame('a', 0, 480, [1]));
    socket.receive({ type: 'interrupted', ids: ['a'] });
    await settle();
    expect(heard('a')).toEqual([]);
    expect(all.log.interrupted).toEqual([{ ids: ['a'] }]);
  });

  it('goes over to PCM when a decoder fails, tells it once, and breaks off only where none is left', async () => {
    broken = true;
    for (const id of ['a', 'b']) {
      all.client.speak({ id, text: 'hi' });
      socket.receive(opusStart(id));
      socket.receive(frame(id, 0, 480, [1], true));
    }
    await settle();
    expect(socket.ofType('codecs').pop()!.codecs).toEqual(['pcm']);
    expect(all.log.error.map(({ code, id }) => [code, id])).toEqual([
      ['decoder_failed', null],
      ['sound_undecodable', 'a'],
      ['sound_undecodable', 'b'],
    ]);
  });

  it('takes a frame that cannot be read for what it is', () => {
    all.client.speak({ id: 'a', text: 'hi' });
    socket.receive(opusStart('a'));
    const bad = frame('a', 0, 480, [1]);
    new Uint8Array(bad)[bad.byteLength - 3] = 200;
    socket.receive(bad);
    expect(all.log.error.map(({ code }) => code)).toEqual(['bad_frame']);
  });
});

describe('Opus is wanted', () => {
  it.each([
    [undefined, 'wss://shop.example/v1/session', true],
    ['auto', 'ws://192.168.1.5:8080/v1/session', true],
    ['auto', 'ws://localhost:8080/v1/session', false],
    ['auto', 'ws://127.0.0.1:8080/v1/session', false],
    ['auto', 'ws://[::1]:8080/v1/session', false],
    ['auto', 'wss://localhost.example/v1/session', true],
    ['opus', 'ws://localhost:8080/v1/session', true],
    ['pcm', 'wss://shop.example/v1/session', false],
  ] as const)('%s at %s: %s', (wish, url, wanted) => {
    expect(wantsOpus(wish, url)).toBe(wanted);
  });
});
