import { beforeEach, describe, expect, it } from 'vitest';
import type { Emitter } from '../../src/core/emitter.ts';
import type { Avatar } from '../../src/element/avatar.ts';
import type { AvatarEvents } from '../../src/element/events.ts';
import { askForCode } from '../../src/element/relay.ts';
import type { ServerMessage } from '../../src/protocol/index.ts';
import { standIn } from './stand_in.ts';

describe('a page that a host is to drive', () => {
  let avatar: Avatar;
  let events: Emitter<AvatarEvents>;
  let done: unknown[][];
  let told: string[];
  let asked: number;
  let sessionId: string | null;
  const speech = {
    send: () => ++asked > 0,
    get sessionId() {
      return sessionId;
    },
  };
  const hear = (message: object) => events.emit('servermessage', message as ServerMessage);
  const welcome = (id: string) => {
    sessionId = id;
    hear({ type: 'welcome', session_id: id });
  };

  beforeEach(() => {
    ({ avatar, events, done } = standIn());
    told = [];
    asked = 0;
    sessionId = 's1';
    for (const name of ['code', 'hostbound', 'hostlost'] as const) events.on(name, () => told.push(name));
    askForCode(avatar, speech);
  });

  it('asks in each new connection until a code has come', () => {
    expect(asked).toBe(1);
    welcome('s2');
    expect(asked).toBe(2);
    hear({ type: 'code', code: 'K7QF3MXPA2', expires_in_s: 120, resume: 'again' });
    welcome('s2');
    expect([asked, told]).toEqual([2, ['code']]);
  });

  it('obeys once, however often it asked', () => {
    askForCode(avatar, speech);
    hear({ type: 'command', command: { type: 'speak', text: 'hi' } });
    expect([asked, done.map(([name, text]) => [name, text])]).toEqual([2, [['speak', 'hi']]]);
  });

  it('tells of a message that it can make nothing of', () => {
    const faults: string[] = [];
    events.on('error', ({ code }) => faults.push(code));
    hear({ type: 'command', command: 'speak' });
    hear({ type: 'code', code: 'K7QF3MXPA2' });
    expect([faults, done, told]).toEqual([['bad_frame', 'bad_frame'], [], []]);
  });

  it('tells when the server has forgotten its host, and not when the session has come back', () => {
    hear({ type: 'code', code: 'K7QF3MXPA2', expires_in_s: 120, resume: 'again' });
    hear({ type: 'code_redeemed' });
    welcome('s1');
    welcome('');
    expect(told).toEqual(['code', 'hostbound']);
    welcome('s2');
    welcome('s3');
    expect(told).toEqual(['code', 'hostbound', 'hostlost']);
  });
});
