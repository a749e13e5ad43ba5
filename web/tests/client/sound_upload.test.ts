import { describe, expect, it } from 'vitest';
import { uploadOf } from '../../src/client/sound_upload.ts';
import { decodeFrame, type SpeakAudio } from '../../src/protocol/index.ts';
import { openSession, session, start, VirtualTimers } from './fake_session.ts';

const request = (id: string, samples: number): SpeakAudio => ({
  type: 'speak_audio',
  id,
  sample_rate_hz: 24000,
  samples,
  text: 'hi',
  language: null,
  emotion: null,
  style: 'neutral',
});
const ramp = (length: number) => Int16Array.from({ length }, (_, index) => index - 20);

describe('a recording', () => {
  it('goes as a message and frames that fit the server’s limit', () => {
    const { client, socket } = openSession();
    client.reserve('r');
    client.provide(request('r', 1000), uploadOf('r', ramp(1000), 1024));
    expect(socket().ofType('speak_audio')).toEqual([request('r', 1000)]);
    const frames = socket().frames.map(({ data }) => decodeFrame(data));
    for (const { data } of socket().frames) expect(data.byteLength).toBeLessThanOrEqual(1024);
    const samples = frames.flatMap((frame) => (frame.type === 'audio' ? Array.from(frame.samples) : []));
    expect(samples).toEqual(Array.from(ramp(1000)));
    expect(frames.map((frame) => frame.header.final)).toEqual([false, false, true]);
    expect(frames.map((frame) => frame.type === 'audio' && frame.header.first_sample)).toEqual([0, 384, 768]);
  });

  it('keeps its place: what was asked for later is sent after it', () => {
    const { client, socket } = openSession();
    client.speak({ text: 'before', id: 'a' });
    client.reserve('r');
    client.speak({ text: 'after', id: 'b' });
    expect(
      socket()
        .ofType('speak')
        .map(({ id }) => id),
    ).toEqual(['a']);
    client.provide(request('r', 10), uploadOf('r', ramp(10), 65536));
    expect(
      socket()
        .sent.slice(1)
        .map(({ id }) => id),
    ).toEqual(['a', 'r', 'b']);
    expect(socket().frames.map(({ after }) => after)).toEqual([3]);
  });

  it.each(['release', 'interrupt'] as const)('holds nothing up after %s', (how) => {
    const { client, socket, log } = openSession();
    client.reserve('r');
    client.speak({ text: 'after', id: 'b' });
    client[how]('r');
    expect(
      socket()
        .ofType('speak')
        .map(({ id }) => id),
    ).toEqual(['b']);
    client.provide(request('r', 10), uploadOf('r', ramp(10), 65536));
    expect(socket().ofType('speak_audio')).toEqual([]);
    expect(log.interrupted).toEqual(how === 'interrupt' ? [{ ids: ['r'] }] : []);
  });

  it('waits for the network, and stops when nobody wants it any more', () => {
    const timers = new VirtualTimers();
    const { client, socket } = openSession();
    client.reserve('r');
    socket().bufferedAmount = 1 << 20;
    client.provide(request('r', 50000), uploadOf('r', ramp(50000), 65536, timers));
    client.speak({ text: 'after', id: 'b' });
    expect([socket().frames.length, socket().ofType('speak').length]).toEqual([0, 0]);
    socket().bufferedAmount = 0;
    const send = socket().send.bind(socket());
    socket().send = (data) => {
      send(data);
      socket().bufferedAmount = 1 << 20;
    };
    timers.advance(100);
    expect(socket().frames).toHaveLength(1);
    client.interrupt('r');
    expect(socket().ofType('interrupt')).toEqual([{ type: 'interrupt', id: 'r' }]);
    socket().bufferedAmount = 0;
    timers.advance(100);
    expect(socket().frames).toHaveLength(1);
    expect(
      socket()
        .ofType('speak')
        .map(({ id }) => id),
    ).toEqual(['b']);
  });

  it('is sent anew, from its beginning, over the next connection', () => {
    const { client, timers, sockets, socket } = session();
    client.open();
    client.reserve('r');
    client.provide(request('r', 100), uploadOf('r', ramp(100), 65536));
    socket().welcome();
    expect(socket().frames).toHaveLength(1);
    socket().cut();
    timers.advance(5000);
    expect(sockets).toHaveLength(2);
    socket().welcome();
    expect([socket().ofType('speak_audio').length, socket().frames.length]).toEqual([1, 1]);
    socket().receive(start('r'));
    socket().cut();
    timers.advance(5000);
    socket().welcome();
    expect(socket().frames, 'nothing of it was heard yet').toHaveLength(1);
  });

  it('that is refused makes way', () => {
    const { client, socket, log } = openSession();
    const timers = new VirtualTimers();
    client.reserve('r');
    socket().bufferedAmount = 1 << 20;
    client.provide(request('r', 100), uploadOf('r', ramp(100), 65536, timers));
    client.speak({ text: 'after', id: 'b' });
    socket().receive({ type: 'error', code: 'audio_too_long', message: 'm', retryable: false, id: 'r' });
    timers.advance(100);
    expect(log.error).toMatchObject([{ code: 'audio_too_long', id: 'r' }]);
    expect(socket().frames).toEqual([]);
    expect(
      socket()
        .ofType('speak')
        .map(({ id }) => id),
    ).toEqual(['b']);
  });
});
