import { describe, expect, it, vi } from 'vitest';
import { SessionClient } from '../../src/client/index.ts';
import { PROTOCOL_VERSION } from '../../src/protocol/index.ts';
import { audioFrame, encodeFrame } from '../protocol/frames.ts';
import { openSession, session, start } from './fake_session.ts';

describe('handshake', () => {
  it('says hello, and is open when welcomed', () => {
    const { client, socket, log } = session();
    client.open();
    expect([client.state, client.describe]).toEqual(['connecting', null]);
    socket().accept();
    expect(socket().binaryType).toBe('arraybuffer');
    expect(socket().sent).toEqual([
      {
        type: 'hello',
        protocol_version: PROTOCOL_VERSION,
        client: 'test',
        channel_space: 'viseme15',
        codecs: ['pcm'],
        token: null,
        resume: null,
      },
    ]);
    expect(client.state).toBe('connecting');
    socket().welcome();
    expect([client.state, log.welcome.length, client.describe !== null]).toEqual(['open', 1, true]);
  });

  it('does not wait for ever for a welcome', () => {
    const { client, timers, sockets } = session();
    client.open();
    sockets[0].accept();
    timers.advance(10000);
    expect([client.state, sockets[0].closed]).toEqual(['reconnecting', true]);
    timers.advance(1000);
    expect(sockets.length).toBe(2);
  });

  it('closes for good when the server speaks another version', () => {
    const { client, timers, sockets, socket, log } = session();
    client.open();
    client.speak({ text: 'hi', id: 'a' });
    socket().accept();
    socket().receive({ type: 'error', code: 'version_mismatch', message: 'speak 2.0', retryable: false, id: null });
    socket().cut();
    timers.advance(60000);
    expect([client.state, sockets.length]).toEqual(['closed', 1]);
    expect(log.error.map(({ code, id }) => [code, id])).toEqual([
      ['version_mismatch', null],
      ['connection_lost', 'a'],
    ]);
  });
});

describe('a token', () => {
  const refused = { type: 'error', code: 'token_expired', message: 'it has ended', retryable: true, id: null };
  const arrive = () => new Promise((done) => setTimeout(done));

  it('goes with the hello, and another try with the same one is not made', () => {
    const { client, socket, sockets, timers } = session({ token: 'one' });
    client.open();
    socket().welcome();
    expect(socket().ofType('hello')).toMatchObject([{ token: 'one' }]);
    socket().receive(refused);
    socket().cut();
    timers.advance(60000);
    expect([client.state, sockets.length]).toEqual(['closed', 1]);
  });

  it('is fetched anew for each connection, and what was being said goes on', async () => {
    let count = 0;
    const { client, socket, sockets, timers, log } = session({ token: () => `t${++count}` });
    client.open();
    await arrive();
    socket().accept();
    socket().welcome(false);
    client.speak({ text: 'x', id: 'a' });
    socket().receive(start('a'));
    socket().receive(audioFrame('a', 0, Int16Array.of(1), false));
    socket().receive(refused);
    socket().cut();
    timers.advance(600);
    await arrive();
    socket().accept();
    socket().welcome(false);
    expect(sockets.map((one) => one.ofType('hello')[0]?.token)).toEqual(['t1', 't2']);
    expect(socket().ofType('speak')).toMatchObject([{ id: 'a' }]);
    expect(log.error.map(({ code }) => code)).toEqual(['token_expired']);
  });

  it('that cannot be fetched is told, and tried again', async () => {
    const token = vi.fn(() => Promise.reject(new Error('down')));
    const { client, sockets, timers, log } = session({ token });
    client.open();
    await arrive();
    expect(log.error).toMatchObject([
      { code: 'token_missing', retryable: true, message: expect.stringContaining('down') },
    ]);
    timers.advance(600);
    await arrive();
    expect([client.state, sockets.length, token.mock.calls.length]).toEqual(['reconnecting', 0, 2]);
  });

  it('is waited for without a socket, and one that comes too late opens none', async () => {
    const giving: ((token: string) => void)[] = [];
    const token = () => new Promise<string>((give) => giving.push(give));
    const { client, socket, sockets, timers } = session({ token });
    client.open();
    await arrive();
    timers.advance(60_000);
    expect([client.state, sockets.length]).toEqual(['reconnecting', 0]);
    timers.advance(600);
    await arrive();
    giving[0]!('late');
    await arrive();
    expect(sockets.length).toBe(0);
    giving[1]!('right');
    await arrive();
    socket().welcome();
    expect(socket().ofType('hello')).toMatchObject([{ token: 'right' }]);
    client.close();
    giving[0]!('after the end');
    await arrive();
    expect(sockets.length).toBe(1);
  });

  it('with a session’s code says which session comes back', () => {
    const { client, socket, timers, log } = session();
    client.open();
    socket().welcome();
    client.send({ type: 'ask_code' });
    socket().receive({ type: 'code', code: 'K7QF3MXPA2', expires_in_s: 120, resume: 'again' });
    socket().receive({ type: 'command', command: { type: 'pause' } });
    expect(log.other.map(({ type }) => type)).toEqual(['code', 'command']);
    socket().cut();
    timers.advance(600);
    socket().welcome();
    expect(socket().ofType('hello')).toMatchObject([{ resume: 'again' }]);
    const next = session({ resumption: client.resumption });
    next.client.open();
    next.socket().accept();
    expect(next.socket().ofType('hello')).toMatchObject([{ resume: 'again' }]);
  });
});

describe('speech', () => {
  it('is asked for with every field, kept until the session is open, in order', () => {
    const { client, socket } = session();
    client.speak({ text: 'early', id: 'a' });
    client.open();
    client.speak({
      text: 'two',
      id: 'b',
      voice: 'v',
      rate: 1.5,
      pitch: 0,
      volume: 0,
      emotion: 'happy',
      style: 'shout',
      ssml: true,
      language: 'zh',
    });
    socket().welcome();
    const id = client.speak({ text: 'three' });
    expect(socket().ofType('speak')).toEqual([
      {
        type: 'speak',
        id: 'a',
        text: 'early',
        ssml: false,
        voice: null,
        language: null,
        rate: 1,
        pitch: 0,
        volume: 1,
        emotion: null,
        style: 'neutral',
      },
      {
        type: 'speak',
        id: 'b',
        text: 'two',
        ssml: true,
        voice: 'v',
        language: 'zh',
        rate: 1.5,
        pitch: 0,
        volume: 0,
        emotion: 'happy',
        style: 'shout',
      },
      expect.objectContaining({ id, text: 'three' }),
    ]);
    expect(client.speak({ text: 'four' })).not.toBe(id);
  });

  it('is refused by name when too much waits', () => {
    const { client, log } = session();
    for (let i = 0; i < 64; i++) client.speak({ text: 'x' });
    expect(log.error).toEqual([]);
    client.speak({ text: 'x', id: 'last' });
    expect(log.error).toMatchObject([{ code: 'queue_full', retryable: true, id: 'last' }]);
  });

  it('comes back as events', () => {
    const { client, socket, log } = openSession();
    client.speak({ text: 'hi', id: 'a' });
    socket().receive(start('a'));
    const header = {
      type: 'track',
      id: 'a',
      first_frame: 0,
      frames: 1,
      channels: 2,
      final: true,
      words: [],
      sentences: [],
      marks: [],
    };
    socket().receive(encodeFrame(header, Uint8Array.of(1, 2)));
    socket().receive(audioFrame('a', 0, Int16Array.of(3, 4), true));
    expect(log.utterance).toMatchObject([{ id: 'a', sample_rate_hz: 24000 }]);
    expect(log.track).toMatchObject([{ header, rows: Uint8Array.of(1, 2) }]);
    expect(log.audio).toMatchObject([{ header: { id: 'a', final: true }, samples: Int16Array.of(3, 4) }]);
    expect(log.error).toEqual([]);
  });

  it('that the server begins of its own accord is taken too', () => {
    const { socket, log } = openSession();
    socket().receive(start('greeting'));
    socket().receive(audioFrame('greeting', 0, Int16Array.of(1), false));
    expect([log.utterance.length, log.audio.length]).toEqual([1, 1]);
  });

  it('when refused is told and forgotten', () => {
    const { client, sockets, socket, timers, log } = openSession();
    client.speak({ text: 'hi', id: 'a' });
    socket().receive({ type: 'error', code: 'unknown_voice', message: 'no voice x', retryable: false, id: 'a' });
    socket().cut();
    timers.advance(2000);
    sockets[1].welcome();
    expect(sockets[1].ofType('speak')).toEqual([]);
    expect(log.error).toEqual([{ code: 'unknown_voice', message: 'no voice x', retryable: false, id: 'a' }]);
  });
});

describe('interruption', () => {
  it('ignores what is still on its way', () => {
    const { client, socket, log } = openSession();
    for (const id of ['a', 'b']) client.speak({ text: 'hi', id });
    socket().receive(start('a'));
    client.interrupt();
    expect(socket().ofType('interrupt')).toEqual([{ type: 'interrupt', id: null }]);
    socket().receive(audioFrame('a', 0, Int16Array.of(1), false));
    socket().receive(start('b'));
    socket().receive(audioFrame('b', 0, Int16Array.of(1), true));
    socket().receive({ type: 'interrupted', ids: ['a', 'b'] });
    expect([log.audio.length, log.utterance.map(({ id }) => id)]).toEqual([0, ['a']]);
    expect(log.interrupted).toEqual([{ ids: ['a', 'b'] }]);
    client.speak({ text: 'again', id: 'b' });
    socket().receive(start('b'));
    expect(log.utterance.length).toBe(2);
  });

  it('of what was never sent needs no server', () => {
    const { client, socket, log } = session();
    client.open();
    client.speak({ text: 'hi', id: 'a' });
    client.speak({ text: 'hi', id: 'b' });
    client.interrupt('a');
    expect(log.interrupted).toEqual([{ ids: ['a'] }]);
    socket().welcome();
    expect(
      socket()
        .ofType('speak')
        .map(({ id }) => id),
    ).toEqual(['b']);
    expect(socket().ofType('interrupt')).toEqual([]);
  });

  it('of everything lifts a pause', () => {
    const { client, socket } = openSession();
    client.pause();
    client.interrupt();
    expect(socket().sent.map(({ type }) => type)).toEqual(['hello', 'pause', 'interrupt', 'resume']);
  });
});

describe('a connection that is lost', () => {
  it('is tried again after 0.5 s, then ever longer up to 15 s, and says so', () => {
    const { client, sockets, timers, log } = openSession();
    sockets[0].cut();
    const waits: number[] = [];
    for (let i = 0; i < 9; i++) {
      const before = timers.now();
      while (sockets.length === i + 1) timers.advance(10);
      waits.push(timers.now() - before);
      sockets[i + 1].cut();
    }
    expect(waits[0]).toBeGreaterThanOrEqual(500);
    expect(waits[0]).toBeLessThanOrEqual(510);
    expect(Math.max(...waits)).toBeLessThanOrEqual(15010);
    expect(waits[7]).toBeGreaterThan(7000);
    expect(client.state).toBe('reconnecting');
    expect(log.state).toEqual(['connecting', 'open', 'reconnecting']);
  });

  it('waits briefly again after a connection that held', () => {
    const { sockets, timers } = openSession();
    for (let i = 0; i < 6; i++) {
      sockets[sockets.length - 1].cut();
      timers.advance(15000);
    }
    sockets[sockets.length - 1].welcome();
    timers.advance(12000);
    const count = sockets.length;
    sockets[count - 1].cut();
    timers.advance(510);
    expect(sockets.length).toBe(count + 1);
  });

  it('asks again for what had not all come, heard or not', () => {
    const { client, sockets, timers, log } = openSession();
    for (const id of ['done', 'heard', 'buffered', 'waiting']) client.speak({ text: id, id });
    for (const id of ['done', 'heard', 'buffered']) {
      sockets[0].receive(start(id));
      sockets[0].receive(audioFrame(id, 0, Int16Array.of(1), id === 'done'));
    }
    client.report('heard', 200, 'playing');
    sockets[0].cut();
    client.report('heard', 300, 'playing');
    timers.advance(600);
    sockets[1].welcome();
    expect(sockets[1].ofType('speak').map(({ id }) => id)).toEqual(['heard', 'buffered', 'waiting']);
    sockets[1].receive(start('heard'));
    sockets[1].receive(audioFrame('heard', 0, Int16Array.of(1, 2), true));
    expect(log.utterance.filter(({ id }) => id === 'heard').length).toBe(2);
    client.report('heard', 400, 'playing');
    expect(sockets[1].ofType('playback')).toMatchObject([{ id: 'heard', position_ms: 400 }]);
    expect(log.error).toEqual([]);
  });

  it('gives up what came back in another form', () => {
    const { client, socket, log } = openSession();
    client.speak({ text: 'x', id: 'a' });
    socket().receive(start('a'));
    client.giveUp('a');
    socket().receive(audioFrame('a', 0, Int16Array.of(1), true));
    expect(log.error).toMatchObject([{ code: 'connection_lost', id: 'a' }]);
    expect([socket().ofType('interrupt').length, log.audio.length]).toEqual([1, 0]);
  });

  it('fails what the server began of its own accord', () => {
    const { sockets, log } = openSession();
    sockets[0].receive(start('own'));
    sockets[0].cut();
    expect(log.error).toMatchObject([{ code: 'connection_lost', id: 'own', retryable: true }]);
  });

  it('keeps a pause', () => {
    const { client, sockets, timers } = openSession();
    client.pause();
    sockets[0].cut();
    timers.advance(600);
    sockets[1].welcome();
    expect(sockets[1].sent.map(({ type }) => type)).toEqual(['hello', 'pause']);
  });

  it('is noticed within 20 s when the other end is silent', () => {
    const { client, sockets, timers } = openSession();
    for (let i = 0; i < 4; i++) {
      timers.advance(15000);
      const pings = sockets[0].ofType('ping');
      expect(pings.length).toBe(i + 1);
      sockets[0].receive({ type: 'pong', nonce: pings[i].nonce });
    }
    timers.advance(19999);
    expect(client.state).toBe('open');
    timers.advance(1);
    expect([client.state, sockets[0].closed]).toEqual(['reconnecting', true]);
  });
});

describe('the page', () => {
  it('offline is told, and online is tried at once', () => {
    const { client, sockets, page, timers } = openSession();
    page.navigator.onLine = false;
    page.tell('offline');
    expect([client.state, sockets[0].ofType('ping').length]).toEqual(['open', 1]);
    timers.advance(5000);
    expect(client.state).toBe('offline');
    for (let i = 0; i < 8; i++) {
      timers.advance(15000);
      sockets[sockets.length - 1].cut();
    }
    const count = sockets.length;
    page.navigator.onLine = true;
    page.tell('online');
    expect([client.state, sockets.length]).toEqual(['reconnecting', count + 1]);
  });

  it('when shown again asks for a sign of life', () => {
    const { sockets, page } = openSession();
    page.document.hidden = true;
    page.tell('visibilitychange');
    expect(sockets[0].ofType('ping').length).toBe(0);
    page.document.hidden = false;
    page.tell('visibilitychange');
    page.tell('visibilitychange');
    expect(sockets[0].ofType('ping').length).toBe(1);
  });

  it('takes the socket with it when it goes, and connects anew when it comes back', () => {
    const { client, sockets, page, timers } = openSession();
    page.tell('pagehide');
    timers.advance(60000);
    expect([sockets[0].closed, sockets.length]).toEqual([true, 1]);
    page.tell('pageshow');
    expect(sockets.length).toBe(2);
    sockets[1].welcome();
    expect(client.state).toBe('open');
  });
});

describe('reports', () => {
  it('go out once a second, and at once when the state changes', () => {
    const { client, socket, timers } = openSession();
    client.speak({ text: 'x', id: 'a' });
    socket().receive(start('a'));
    for (let ms = 0; ms < 2500; ms += 16) {
      client.report('a', ms, 'playing');
      timers.advance(16);
    }
    client.report('a', 2500, 'stalled');
    client.report('a', 2500, 'ended');
    client.report('a', 2500, 'ended');
    expect(
      socket()
        .ofType('playback')
        .map(({ position_ms, state }) => [position_ms, state]),
    ).toEqual([
      [0, 'playing'],
      [1008, 'playing'],
      [2016, 'playing'],
      [2500, 'stalled'],
      [2500, 'ended'],
    ]);
  });
});

describe('what cannot be read', () => {
  it.each([
    'not json',
    '{"type":"interrupted"}',
    new ArrayBuffer(3),
    encodeFrame({ type: 'audio', id: 'a' }, new Int16Array(1)),
  ])('becomes an error event, and the session goes on (%#)', (data) => {
    const { client, socket, log } = openSession();
    socket().receive(data);
    socket().onmessage?.({ data: { blob: true } });
    expect(log.error.map(({ code }) => code)).toEqual(['bad_frame', 'bad_frame']);
    expect(client.state).toBe('open');
    socket().receive({ type: 'future', anything: 1 });
    expect(log.error.length).toBe(2);
  });
});

it('close ends everything, and open begins again', () => {
  const { client, sockets, timers, page, log } = openSession();
  client.speak({ text: 'x', id: 'a' });
  client.close();
  expect([client.state, sockets[0].closed, timers.waiting]).toEqual(['closed', true, 0]);
  page.tell('online');
  timers.advance(60000);
  expect(sockets.length).toBe(1);
  client.open();
  sockets[1].welcome();
  expect(sockets[1].ofType('speak')).toEqual([]);
  expect(log.state).toEqual(['connecting', 'open', 'closed', 'connecting', 'open']);
});

it('an address that cannot be one is an error, not an exception', () => {
  const errors: unknown[] = [];
  const client = new SessionClient({
    url: 'x',
    channelSpace: 'viseme15',
    page: null,
    webSocket: () => {
      throw new SyntaxError('bad url');
    },
  });
  client.events.on('error', (error) => errors.push(error));
  client.open();
  expect(client.state).toBe('closed');
  expect(errors).toMatchObject([{ code: 'internal', retryable: false }]);
});
