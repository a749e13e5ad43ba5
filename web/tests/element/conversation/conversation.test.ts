import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Emitter } from '../../../src/core/emitter.ts';
import { Conversation } from '../../../src/element/conversation/conversation.ts';
import { TurnTiming } from '../../../src/element/conversation/turn_timing.ts';
import type { AvatarEvents } from '../../../src/element/events.ts';
import { Speech } from '../../../src/element/speech.ts';
import { encodeAudioFrame } from '../../../src/protocol/encode.ts';
import { decodeFrame } from '../../../src/protocol/index.ts';
import { session } from '../../client/fake_session.ts';
import { FakePlayer } from '../fake_player.ts';

const DIALOGUE = { name: { zh: '小维' }, languages: ['zh'], openings: {}, suggestions: [], question_chars: 500 };

/** A conversation whose player, time and server are the test's. */
function talk(dialogue: object | null = DIALOGUE) {
  const events = new Emitter<AvatarEvents>();
  const told: [keyof AvatarEvents, unknown][] = [];
  for (const name of ['turnstart', 'turnstate', 'transcript', 'show', 'turnend', 'bargein', 'error'] as const) {
    events.on(name, (event) => told.push([name, event]));
  }
  const player = new FakePlayer();
  const { client, socket, sockets, timers } = session();
  const speech = new Speech({ player, connect: () => client }, events);
  const context = { currentTime: 0 };
  const face = new Float32Array(67);
  let now = 1000;
  const timing = new TurnTiming({
    clock: player.clock,
    context,
    face,
    send: (message) => speech.send(message),
    now: () => now,
    nextFrame: (look) => frames.push(look),
  });
  const frames: (() => void)[] = [];
  const conversation = new Conversation(speech, events, timing);
  const welcome = (more: object = {}) => {
    socket().accept();
    socket().receive({
      type: 'welcome',
      protocol_version: '1.4',
      server_version: '1',
      session_id: 's',
      describe: { voices: [], dialogue, limits: {} },
      ...more,
    });
  };
  const utterance = (id: string, turn: string | null) =>
    socket().receive({
      type: 'utterance_start',
      id,
      turn,
      text: '您好。',
      voice: 'v',
      language: 'zh',
      sample_rate_hz: 24000,
      track_fps: 60,
      channel_space: 'arkit52',
      emotion: null,
      codec: 'pcm',
      pre_skip: 0,
    });
  /** An utterance is heard. */
  const play = (id: string, turn: string | null, seconds = 0.5) => {
    utterance(id, turn);
    player.hear(id, seconds);
    speech.tick();
  };
  const sent = () => socket().sent.map(({ type }) => type);
  const of = (name: keyof AvatarEvents) => told.filter(([type]) => type === name).map(([, event]) => event);
  const at = (ms: number) => {
    now = ms;
  };
  return {
    conversation,
    speech,
    events,
    of,
    player,
    context,
    face,
    frames,
    socket,
    sockets,
    timers,
    welcome,
    utterance,
    play,
    sent,
    at,
  };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('a question', () => {
  it('stops what is heard, tells how far it was, and then asks', () => {
    const { conversation, speech, welcome, play, socket, sent, of } = talk();
    welcome();
    play('t0.0', 't0', 0.5);
    expect(conversation.ask('运费多少？', { id: 't1' })).toBe('t1');
    expect(sent().slice(-3)).toEqual(['playback', 'interrupt', 'ask']);
    expect(socket().ofType('playback').pop()).toMatchObject({ id: 't0.0', position_ms: 500, state: 'interrupted' });
    expect(socket().ofType('ask')).toMatchObject([{ id: 't1', text: '运费多少？', voice: null }]);
    expect(of('turnstart')).toEqual([{ id: 't1', by: 'text', text: '运费多少？' }]);
    expect(speech.state).toBe('thinking');
  });

  it('waits for the connection; the last one is asked', () => {
    const { conversation, welcome, socket } = talk();
    conversation.ask('first', {});
    conversation.ask('second', { id: 't2' });
    welcome();
    expect(socket().ofType('ask')).toMatchObject([{ id: 't2', text: 'second' }]);
  });

  it.each([true, false])('is refused where the server does not converse (asked early: %s)', (early) => {
    const { conversation, welcome, socket, of, play } = talk(null);
    if (!early) {
      welcome();
      play('u1', null);
    }
    conversation.ask('?', { id: 't1' });
    if (early) welcome();
    expect(of('error')).toMatchObject([{ code: 'dialogue_off', id: 't1' }]);
    expect(socket().ofType('ask')).toEqual([]);
    expect(socket().ofType('interrupt')).toEqual([]);
  });

  it('is thought about until the answer is heard, and ends idle', () => {
    const { conversation, speech, welcome, socket, utterance, player, of } = talk();
    welcome();
    conversation.ask('?', { id: 't1' });
    socket().receive({ type: 'turn_state', state: 'speaking', id: 't1' });
    utterance('t1.0', 't1');
    expect(speech.state).toBe('thinking');
    player.hear('t1.0', 0.01);
    speech.tick();
    expect(speech.state).toBe('speaking');
    player.events.emit('end', { id: 't1.0' });
    player.hear(null);
    speech.tick();
    socket().receive({
      type: 'turn_end',
      id: 't1',
      source: 'approved',
      interrupted: false,
      heard: '您好。',
      metrics: { ttfa_ms: 40 },
    });
    socket().receive({ type: 'turn_state', state: 'idle', id: null });
    expect(speech.state).toBe('idle');
    expect(of('turnend')).toEqual([
      { id: 't1', source: 'approved', interrupted: false, heard: '您好。', metrics: { ttfa_ms: 40 } },
    ]);
  });

  it('that is refused is over; one that fails is answered all the same', () => {
    const { conversation, speech, welcome, socket } = talk();
    welcome();
    conversation.ask('?', { id: 't1' });
    const error = (code: string) => socket().receive({ type: 'error', code, message: 'm', retryable: false, id: 't1' });
    for (const code of ['llm_timeout', 'agent_gone']) {
      error(code);
      expect(speech.state).toBe('thinking');
    }
    error('text_too_long');
    expect(speech.state).toBe('idle');
  });

  it('is asked again, once, where the connection broke before anything of its answer was heard', () => {
    const { conversation, speech, welcome, socket, sockets, timers, of } = talk();
    welcome({ resume: 'again' });
    conversation.ask('?', { id: 't1' });
    socket().cut();
    expect(of('error')).toEqual([]);
    expect(speech.state).toBe('thinking');
    timers.advance(2_000);
    expect(sockets).toHaveLength(2);
    welcome({ resume: 'again' });
    expect(socket().ofType('hello')).toMatchObject([{ resume: 'again' }]);
    expect(socket().ofType('ask')).toMatchObject([{ id: 't1', text: '?' }]);
    socket().cut();
    expect(of('error')).toMatchObject([{ code: 'connection_lost', id: 't1', retryable: true }]);
    expect(speech.state).toBe('idle');
  });

  it('is not asked again where some of its answer was heard, and that is told', () => {
    const { conversation, speech, welcome, socket, timers, play, of } = talk();
    welcome({ resume: 'again' });
    conversation.ask('?', { id: 't1' });
    play('t1.0', 't1', 0.5);
    socket().cut();
    expect(of('error')).toMatchObject([
      { code: 'connection_lost', id: 't1' },
      { code: 'connection_lost', id: 't1.0' },
    ]);
    timers.advance(2_000);
    welcome({ resume: 'again' });
    expect(socket().ofType('ask')).toEqual([]);
    expect(speech.state).not.toBe('thinking');
  });
});

describe('the visitor’s voice', () => {
  it('halts what is heard until the server says that it was no interruption', () => {
    const { conversation, speech, welcome, play, socket, player, of } = talk();
    welcome();
    play('t0.0', 't0', 0.5);
    const spoken = conversation.hear({ speech_ms: 96 })!;
    expect(player.calls).toEqual([['pause']]);
    expect(speech.state).toBe('listening');
    expect(socket().ofType('playback').pop()).toMatchObject({ id: 't0.0', position_ms: 500, state: 'paused' });
    expect(socket().ofType('pause')).toEqual([]);
    expect(socket().ofType('listen_start')).toMatchObject([{ id: spoken.id, mode: 'open', speech_ms: 96 }]);
    socket().receive({ type: 'go_on', id: 'another' });
    expect(player.calls).toHaveLength(1);
    socket().receive({ type: 'go_on', id: spoken.id });
    expect(player.calls).toEqual([['pause'], ['resume']]);
    expect(socket().ofType('playback').pop()).toMatchObject({ id: 't0.0', state: 'playing' });
    expect(speech.state).toBe('speaking');
    expect(of('bargein')).toEqual([]);
  });

  it('interrupts when the server says so', () => {
    const { conversation, speech, welcome, play, socket, player, of } = talk();
    welcome();
    play('t0.0', 't0', 0.5);
    conversation.hear({});
    socket().receive({ type: 'interrupted', ids: ['t0.0'] });
    expect(of('bargein')).toEqual([{ ids: ['t0.0'] }]);
    expect(socket().ofType('playback').pop()).toMatchObject({ id: 't0.0', position_ms: 500, state: 'interrupted' });
    // Free for the answer.
    expect(player.calls).toEqual([['pause'], ['resume']]);
    expect(speech.state).toBe('listening');
  });

  it('leaves a pause that the visitor asked for as it is', () => {
    const { conversation, speech, welcome, play, player } = talk();
    welcome();
    play('u1', null);
    const spoken = conversation.hear({})!;
    speech.pause();
    spoken.cancel();
    expect(player.calls).toEqual([['pause']]);
    expect(speech.state).toBe('paused');
    speech.resume();
    expect(player.calls).toEqual([['pause'], ['resume']]);
  });

  it('goes to the server in frames without a gap, the last one final', () => {
    const { conversation, welcome, socket } = talk();
    welcome();
    const spoken = conversation.hear({})!;
    for (let i = 0; i < 10; i++) expect(spoken.push(new Float32Array(512).fill(0.5))).toBe(true);
    spoken.end(300);
    const frames = socket().frames.map(({ data }) => decodeFrame(data));
    const headers = frames.map(({ header }) => header as { first_sample: number; samples: number; final: boolean });
    expect(headers.map(({ first_sample, samples, final }) => [first_sample, samples, final])).toEqual([
      [0, 1600, false],
      [1600, 1600, false],
      [3200, 1600, false],
      [4800, 320, true],
    ]);
    expect((frames[0] as { samples: Int16Array }).samples[7]).toBe(16384);
  });

  it('stops at once what is said when a button is held', () => {
    const { conversation, welcome, play, socket, sent } = talk();
    welcome();
    play('t0.0', 't0', 0.5);
    conversation.hear({ mode: 'push' });
    expect(sent().slice(-3)).toEqual(['playback', 'interrupt', 'listen_start']);
    expect(socket().ofType('listen_start')).toMatchObject([{ mode: 'push' }]);
  });

  it('is understood by the page itself where it can be', () => {
    const { conversation, welcome, socket, of } = talk();
    welcome();
    const spoken = conversation.hear({ recogniser: 'page' })!;
    spoken.understood('我想', false, 'zh-CN');
    spoken.understood('我想查快递', true, 'zh-CN');
    spoken.end(0);
    expect(
      socket()
        .ofType('heard_text')
        .map(({ text, final }) => [text, final]),
    ).toEqual([
      ['我想', false],
      ['我想查快递', true],
    ]);
    expect(of('transcript')).toHaveLength(2);
    expect(socket().frames).toEqual([]);
  });

  it('that was none is taken back, and what was said goes on', () => {
    const { conversation, speech, welcome, play, socket } = talk();
    welcome();
    conversation.ask('?', { id: 't1' });
    play('t1.0', 't1');
    const spoken = conversation.hear({})!;
    spoken.cancel();
    expect(socket().ofType('listen_cancel')).toMatchObject([{ id: spoken.id }]);
    expect(speech.state).toBe('speaking');
    expect(spoken.push(new Float32Array(2000))).toBe(false);
    socket().cut();
    expect(speech.state).not.toBe('listening');
  });

  it('is not waited for for ever', () => {
    const { conversation, welcome, play, player, socket } = talk();
    welcome();
    play('t0.0', 't0');
    const spoken = conversation.hear({})!;
    vi.advanceTimersByTime(60_000);
    // Whoever speaks for long is still speaking.
    expect(player.calls).toEqual([['pause']]);
    spoken.end(0);
    vi.advanceTimersByTime(11_000);
    expect(player.calls).toEqual([['pause'], ['resume']]);
    expect(socket().ofType('listen_cancel')).toEqual([]);
  });

  it('that goes on before the first half was understood is one interruption', () => {
    const { conversation, speech, welcome, play, player, socket } = talk();
    welcome();
    conversation.ask('?', { id: 't0' });
    play('t0.0', 't0');
    conversation.hear({})!.end(600);
    const second = conversation.hear({})!;
    vi.advanceTimersByTime(60_000);
    expect(player.calls.filter(([name]) => name === 'pause')).toHaveLength(1);
    second.end(600);
    socket().receive({ type: 'go_on', id: second.id });
    expect(player.calls[player.calls.length - 1]).toEqual(['resume']);
    expect(speech.state).toBe('speaking');
    socket().receive({ type: 'turn_end', id: 't0', source: 'model', interrupted: false, heard: '', metrics: {} });
    player.hear(null);
    player.events.emit('end', { id: 't0.0' });
    speech.tick();
    expect(speech.state).toBe('idle');
  });

  it('is not heard without a connection, nor beyond its end', () => {
    const { conversation, welcome, play, socket, player } = talk();
    expect(conversation.hear({})).toBeNull();
    welcome();
    play('t0.0', 't0');
    const spoken = conversation.hear({})!;
    socket().cut();
    expect(player.calls).toEqual([['pause'], ['resume'], ['fail', 't0.0']]);
    expect(spoken.push(new Float32Array(4000))).toBe(false);
  });
});

describe('a turn’s timing', () => {
  const settle = () => Promise.resolve();

  it('runs from the question to the first sample that is heard, and on to the mouth', async () => {
    const { conversation, speech, welcome, socket, utterance, player, face, frames, context, at } = talk();
    welcome();
    player.hear('t0.0', 1);
    Object.assign(player.clock, { contextTime: 9.96 });
    context.currentTime = 10;
    at(2000);
    conversation.ask('?', { id: 't1' });
    player.hear(null);
    utterance('t1.0', 't1');
    at(2050);
    const header = { type: 'audio', id: 't1.0', first_sample: 0, samples: 2, final: false, codec: 'pcm' } as const;
    socket().receive(encodeAudioFrame(header, new Int16Array(2)));
    at(2090);
    player.hear('t1.0', 0.01);
    speech.tick();
    await settle();
    expect(socket().ofType('turn_timing')).toEqual([]);
    at(2106);
    face[17] = 0.3;
    frames.shift()!();
    expect(socket().ofType('turn_timing')).toMatchObject([
      { id: 't1', e2e_latency_ms: 80, playback_latency_ms: 30, face_start_skew_ms: 26 },
    ]);
    expect(socket().ofType('turn_timing')[0]!.interruption_stop_ms).toBeCloseTo(40);
  });

  it('runs from the end of the visitor’s speech, and tells of no mouth where none moves', async () => {
    const { conversation, speech, welcome, socket, utterance, player, frames, at } = talk();
    welcome();
    const spoken = conversation.hear({})!;
    at(5000);
    spoken.end(400);
    utterance(`${spoken.id}.0`, spoken.id);
    at(5300);
    player.hear(`${spoken.id}.0`, 0);
    speech.tick();
    await settle();
    at(6500);
    frames.shift()!();
    expect(socket().ofType('turn_timing')).toMatchObject([
      { id: spoken.id, e2e_latency_ms: 700, face_start_skew_ms: null, interruption_stop_ms: null },
    ]);
  });
});
