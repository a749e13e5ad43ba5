import { beforeEach, describe, expect, it } from 'vitest';
import { Emitter } from '../../src/core/emitter.ts';
import type { AvatarEvents } from '../../src/element/events.ts';
import { Speech } from '../../src/element/speech.ts';
import type { ChannelSpace, TrackHeader, UtteranceStart } from '../../src/protocol/index.ts';
import { FakeClient } from './fake_client.ts';
import { FakePlayer } from './fake_player.ts';

const start = (id: string, text = '您好。谢谢', more: Partial<UtteranceStart> = {}): UtteranceStart => ({
  type: 'utterance_start',
  id,
  text,
  voice: 'v',
  language: 'zh',
  sample_rate_hz: 24000,
  track_fps: 60,
  channel_space: 'arkit52',
  codec: 'pcm',
  pre_skip: 0,
  emotion: null,
  turn: null,
  ...more,
});

const header = (id: string, more: Partial<TrackHeader> = {}): TrackHeader => ({
  type: 'track',
  id,
  first_frame: 0,
  frames: 1,
  channels: 52,
  final: false,
  words: [],
  sentences: [],
  marks: [],
  ...more,
});

describe('speech', () => {
  let player: FakePlayer;
  let clients: FakeClient[];
  let speech: Speech;
  let told: [keyof AvatarEvents, unknown][];
  const client = () => clients[clients.length - 1]!;
  const names = () => told.map(([name]) => name);
  const of = (name: keyof AvatarEvents) => told.filter(([type]) => type === name).map(([, event]) => event);
  const track = (id: string, more: Partial<TrackHeader> = {}) =>
    client().events.emit('track', { header: header(id, more), rows: new Uint8Array(52) });
  const finalAudio = (id: string) =>
    client().events.emit('audio', {
      header: { type: 'audio', id, first_sample: 0, samples: 2, final: true, codec: 'pcm' },
      samples: new Int16Array(2),
      bytes: new Uint8Array(4),
    });

  beforeEach(() => {
    player = new FakePlayer();
    clients = [];
    told = [];
    const events = new Emitter<AvatarEvents>();
    for (const name of [
      'speakstart',
      'speakend',
      'word',
      'sentence',
      'mark',
      'interrupted',
      'error',
      'statechange',
      'autoplayblocked',
      'autoplayallowed',
      'connection',
    ] as const) {
      events.on(name, (event) => told.push([name, event]));
    }
    const connect = (space: ChannelSpace, resumption: string | null = null) => {
      clients.push(new FakeClient(space, resumption));
      return client();
    };
    speech = new Speech({ player, connect }, events);
  });

  describe('that came in part before the connection was lost', () => {
    const word = (start: number, onset_ms: number) => ({
      text: '',
      start,
      end: start + 1,
      onset_ms,
      end_ms: onset_ms + 90,
    });
    const begin = () => {
      speech.speak({ text: '您好。谢谢' });
      client().events.emit('utterance', start('u1'));
      track('u1', {
        words: [word(0, 0), word(1, 100)],
        sentences: [{ start: 0, end: 3, onset_ms: 0 }],
        marks: [{ name: 'a', onset_ms: 50 }],
      });
      player.hear('u1', 0.12);
      speech.tick();
    };

    it('goes on where it was, and tells nothing twice', () => {
      begin();
      client().events.emit('utterance', start('u1'));
      track('u1', { words: [word(0, 0)], sentences: [{ start: 0, end: 3, onset_ms: 0 }] });
      track('u1', {
        first_frame: 1,
        final: true,
        words: [word(1, 100), word(3, 300), word(4, 400)],
        sentences: [{ start: 3, end: 5, onset_ms: 300 }],
        marks: [
          { name: 'a', onset_ms: 50 },
          { name: 'b', onset_ms: 350 },
        ],
      });
      player.hear('u1', 0.5);
      speech.tick();
      expect(player.queue).toEqual(['u1']);
      expect(of('word')).toMatchObject([{ text: '您' }, { text: '好' }, { text: '谢' }, { text: '谢' }]);
      expect(of('sentence')).toMatchObject([{ text: '您好。' }, { text: '谢谢' }]);
      expect(of('mark')).toMatchObject([{ name: 'a' }, { name: 'b' }]);
      expect(of('speakstart')).toHaveLength(1);
      expect(of('error')).toEqual([]);
    });

    it('breaks off when it comes back in another form', () => {
      begin();
      client().events.emit('utterance', start('u1', '您好。谢谢', { sample_rate_hz: 48000 }));
      expect(of('error')).toMatchObject([{ code: 'connection_lost', id: 'u1', retryable: true }]);
      expect(client().calls).toEqual([['giveUp', 'u1']]);
      expect(player.calls).toEqual([['fail', 'u1']]);
    });
  });

  it('interrupts the sentences of a stream by its id', () => {
    for (const id of ['s.1', 's.2', 'st', 's']) speech.speak({ text: id, id });
    speech.interrupt('s');
    expect(of('interrupted')).toEqual([{ ids: ['s.1'] }, { ids: ['s.2'] }]);
    speech.interrupt('s');
    expect(of('interrupted')[2]).toEqual({ ids: ['s'] });
  });

  it('tells of an utterance as it is heard, not as it arrives', () => {
    speech.speak({ text: '您好。谢谢' });
    client().events.emit('utterance', start('u1'));
    track('u1', {
      final: true,
      words: [
        { start: 0, end: 2, onset_ms: 50, end_ms: 450 },
        { start: 3, end: 5, onset_ms: 600, end_ms: 1000 },
      ],
      sentences: [
        { start: 0, end: 3, onset_ms: 0 },
        { start: 3, end: 5, onset_ms: 600 },
      ],
      marks: [
        { name: 'bow', onset_ms: 300 },
        { name: 'smile', onset_ms: 301 },
      ],
    });
    finalAudio('u1');
    speech.tick();
    expect(names()).toEqual(['statechange']);
    expect(speech.state).toBe('waiting');

    player.hear('u1', 0.06);
    speech.tick();
    expect(of('speakstart')).toMatchObject([{ id: 'u1', text: '您好。谢谢' }]);
    expect(of('sentence')).toEqual([{ id: 'u1', start: 0, end: 3, text: '您好。' }]);
    expect(of('word')).toEqual([{ id: 'u1', start: 0, end: 1, text: '您' }]);
    expect(speech.state).toBe('speaking');

    // A slow frame: nothing that passed meanwhile is lost.
    player.hear('u1', 0.9);
    speech.tick();
    expect(of('word').map((word) => (word as { text: string }).text)).toEqual(['您', '好', '谢', '谢']);
    expect(of('mark')).toEqual([
      { id: 'u1', name: 'bow' },
      { id: 'u1', name: 'smile' },
    ]);

    player.events.emit('end', { id: 'u1' });
    speech.tick();
    expect(of('speakend')).toEqual([]);
    player.hear(null);
    speech.tick();
    expect(of('speakend')).toEqual([{ id: 'u1', completed: true }]);
    expect(client().reports[client().reports.length - 1]).toEqual(['u1', 1500, 'ended']);
    expect(speech.state).toBe('idle');
  });

  it('tells of an utterance that passed between two looks', () => {
    client().events.emit('utterance', start('u1'));
    player.events.emit('end', { id: 'u1' });
    speech.tick();
    expect(names().filter((name) => name !== 'statechange')).toEqual(['speakstart', 'speakend']);
  });

  const heard = [
    { start: 0, end: 2, onset_ms: 50, end_ms: 450 },
    { start: 3, end: 5, onset_ms: 600, end_ms: 1000 },
  ];
  const texts = () => of('word').map((word) => (word as { text: string }).text);

  it('tells the last words though no frame was drawn while they were heard', () => {
    client().events.emit('utterance', start('u1'));
    track('u1', { final: true, words: heard, marks: [{ name: 'bow', onset_ms: 1000 }] });
    player.hear('u1', 0.06);
    speech.tick();
    player.events.emit('end', { id: 'u1' });
    player.hear(null);
    speech.tick();
    expect(texts()).toEqual(['您', '好', '谢', '谢']);
    expect(names().filter((name) => name !== 'statechange' && name !== 'word')).toEqual([
      'speakstart',
      'mark',
      'speakend',
    ]);
  });

  it('tells no words that were not heard when an utterance ends early', () => {
    client().events.emit('utterance', start('u1'));
    track('u1', { final: true, words: [...heard, { start: 4, end: 5, onset_ms: 1600, end_ms: 1700 }] });
    player.events.emit('end', { id: 'u1' });
    speech.tick();
    expect(texts()).toHaveLength(4);
  });

  it('tells all that the system has said, of which the player knows nothing', () => {
    client().events.emit('utterance', start('u1', '您好。谢谢', { codec: 'none' }));
    track('u1', { frames: 120, final: true, words: [{ start: 0, end: 1, onset_ms: 1900, end_ms: 2000 }] });
    player.events.emit('end', { id: 'u1' });
    speech.tick();
    expect(texts()).toEqual(['您']);
    expect(client().reports[client().reports.length - 1]).toEqual(['u1', 2000, 'ended']);
  });

  it('tells words and marks in the order in which they were heard, however late it looks', () => {
    client().events.emit('utterance', start('u1'));
    track('u1', { words: heard, marks: [{ name: 'bow', onset_ms: 500 }] });
    player.hear('u1', 0.9);
    speech.tick();
    expect(names().filter((name) => name === 'mark' || name === 'word')).toEqual([
      'word',
      'word',
      'mark',
      'word',
      'word',
    ]);
  });

  it('tells of the next one only when the end of the one before was told', () => {
    for (const id of ['u1', 'u2']) {
      client().events.emit('utterance', start(id));
      track(id, { final: true, words: heard });
    }
    player.hear('u1', 0.06);
    speech.tick();
    // The clock goes over into the next by itself; the player tells of the end a little later.
    player.hear('u2', 0.06);
    speech.tick();
    player.events.emit('end', { id: 'u1' });
    speech.tick();
    expect(
      told.filter(([name]) => name.startsWith('speak')).map(([name, event]) => [name, (event as { id: string }).id]),
    ).toEqual([
      ['speakstart', 'u1'],
      ['speakend', 'u1'],
      ['speakstart', 'u2'],
    ]);
    expect(texts()).toEqual(['您', '好', '谢', '谢', '您']);
  });

  it('counts characters as strings do, beyond the basic plane too', () => {
    client().events.emit('utterance', start('u1', '😀𠮷好'));
    track('u1', {
      words: [{ start: 2, end: 3, onset_ms: 0, end_ms: 100 }],
      sentences: [{ start: 1, end: 3, onset_ms: 0 }],
    });
    player.hear('u1', 0.01);
    speech.tick();
    expect(of('word')).toEqual([{ id: 'u1', start: 4, end: 5, text: '好' }]);
    expect(of('sentence')).toEqual([{ id: 'u1', start: 2, end: 5, text: '𠮷好' }]);
  });

  it('stops everything at once, says so once each, and reports where', () => {
    client().events.emit('utterance', start('u1'));
    speech.speak({ text: 'next', id: 'u2' });
    player.hear('u1', 0.42);
    speech.tick();
    speech.interrupt();
    expect(of('interrupted')).toEqual([{ ids: ['u1', 'u2'] }]);
    expect(of('speakend')).toEqual([
      { id: 'u1', completed: false },
      { id: 'u2', completed: false },
    ]);
    expect(client().reports).toContainEqual(['u1', 420, 'interrupted']);
    expect(client().calls).toContainEqual(['interrupt', undefined]);
    // The server's own confirmation brings nothing new.
    client().events.emit('interrupted', { ids: ['u1', 'u2'] });
    expect(of('interrupted')).toHaveLength(1);
    expect(speech.state).toBe('idle');
  });

  it('ignores frames of what was interrupted', () => {
    client().events.emit('utterance', start('u1'));
    speech.interrupt('u1');
    track('u1');
    finalAudio('u1');
    expect(player.calls).toEqual([]);
  });

  it('pauses sound and server, and only once', () => {
    client().events.emit('utterance', start('u1'));
    player.hear('u1', 0.3);
    speech.tick();
    speech.pause();
    speech.pause();
    expect(speech.state).toBe('paused');
    speech.resume();
    speech.resume();
    expect(speech.state).toBe('speaking');
    expect(player.calls).toEqual([['pause'], ['resume']]);
    expect(client().calls).toEqual([['pause'], ['resume']]);
    expect(client().reports).toContainEqual(['u1', 300, 'paused']);
  });

  it('plays what it has of an utterance that fails, and drops one that never began', () => {
    client().events.emit('utterance', start('u1'));
    speech.speak({ text: 'x', id: 'u2' });
    for (const id of ['u1', 'u2']) {
      client().events.emit('error', { code: 'engine_failed', message: 'm', retryable: true, id });
    }
    expect(player.calls).toEqual([['fail', 'u1']]);
    expect(of('speakend')).toEqual([{ id: 'u2', completed: false }]);
    expect(of('error')).toHaveLength(2);
  });

  it('does not wait for what was refused on the spot', () => {
    client().full = true;
    speech.speak({ text: 'x' });
    expect(speech.state).toBe('idle');
  });

  it('turns what does not fit into an error, not an exception', () => {
    client().events.emit('utterance', start('u1', 'x', { sample_rate_hz: 0 }));
    expect(of('error')).toMatchObject([{ code: 'bad_frame', id: 'u1' }]);
    client().events.emit('utterance', start('u2'));
    client().events.emit('track', { header: header('u2'), rows: new Uint8Array(7) });
    expect(of('error')).toHaveLength(2);
    expect(player.calls).toContainEqual(['fail', 'u2']);
  });

  it('wants the mouth clip while sound goes on without a track, after a moment’s grace', () => {
    client().events.emit('utterance', start('u1'));
    const at = (seconds: number, running = true) => {
      player.hear('u1', seconds, running);
      speech.tick();
      speech.layer.update(1 / 60);
      return speech.needsMouthClip;
    };
    expect(at(0.01)).toBe(false);
    expect(at(0.1)).toBe(false);
    expect(at(0.3)).toBe(true);
    expect(at(0.3, false)).toBe(false);
    track('u1', { first_frame: 0, final: true });
    expect(at(0.4)).toBe(false);
  });

  it('asks for another channel space only when nothing is being said', () => {
    client().events.emit('utterance', start('u1'));
    speech.useSpace('viseme15');
    expect(clients.map(({ space }) => space)).toEqual(['arkit52']);
    speech.interrupt();
    expect(clients.map(({ space }) => space)).toEqual(['arkit52', 'viseme15']);
    expect(clients[0]!.calls).toContainEqual(['close']);
    clients[0]!.events.emit('utterance', start('late'));
    expect(player.queue).toEqual([]);
  });

  it('stays the session that a host has bound when it asks for another channel space', () => {
    client().resumption = 'again';
    speech.useSpace('viseme15');
    expect(clients.length).toBe(2);
    expect(client().resumption).toBe('again');
  });

  describe('of recordings with a track of their own', () => {
    const play = (id: string) =>
      speech.playLocal(
        start(id, 'hi', { voice: 'recording' }),
        header(id, { final: true, words: [{ start: 0, end: 2, onset_ms: 0, end_ms: 50 }] }),
        new Uint8Array(52),
        new Int16Array(2400),
      );

    it('needs no server, and tells the same events', () => {
      speech.reserve('r');
      expect(speech.state).toBe('waiting');
      play('r');
      expect(player.queue).toEqual(['r']);
      expect(player.calls).toEqual([['push', 'r', 0, 2400, true]]);
      expect(client().calls).toEqual([
        ['reserve', 'r'],
        ['release', 'r'],
      ]);
      player.hear('r', 0.01);
      speech.tick();
      expect(names()).toEqual(['statechange', 'speakstart', 'statechange', 'word']);
      player.events.emit('end', { id: 'r' });
      player.hear(null);
      speech.tick();
      expect(of('speakend')).toEqual([{ id: 'r', completed: true }]);
    });

    it('waits for what was asked for before', () => {
      speech.speak({ text: 'first', id: 'u1' });
      speech.reserve('r1');
      speech.reserve('r2');
      play('r2');
      play('r1');
      expect(player.queue).toEqual([]);
      client().events.emit('utterance', start('u1'));
      expect(player.queue).toEqual(['u1', 'r1', 'r2']);
    });

    it('goes on when what was before it fails', () => {
      speech.reserve('r1');
      speech.reserve('r2');
      play('r2');
      speech.abandon('r1');
      expect(player.queue).toEqual(['r2']);
      expect(of('speakend')).toEqual([{ id: 'r1', completed: false }]);
    });

    it('is stopped without asking the server, which knows nothing of it', () => {
      speech.reserve('r');
      play('r');
      speech.interrupt('r');
      expect(of('interrupted')).toEqual([{ ids: ['r'] }]);
      expect(client().calls).not.toContainEqual(['interrupt', 'r']);
      expect(speech.state).toBe('idle');
      speech.reserve('late');
      speech.interrupt();
      play('late');
      expect(player.queue).toEqual([]);
    });
  });

  it('says when sound waits for a gesture, and reports it as waiting', () => {
    client().events.emit('utterance', start('u1'));
    player.events.emit('blocked', {});
    player.hear('u1', 0, false);
    speech.tick();
    expect(speech.state).toBe('waiting');
    player.events.emit('stall', { id: 'u1' });
    player.events.emit('unblocked', {});
    expect(names()).toEqual(expect.arrayContaining(['autoplayblocked', 'autoplayallowed']));
    expect(client().reports).toEqual([['u1', 0, 'waiting']]);
  });
});
