import { describe, expect, it } from 'vitest';
import { Emitter } from '../../src/core/emitter.ts';
import type { Avatar } from '../../src/element/avatar.ts';
import type { AvatarError, AvatarEvents } from '../../src/element/events.ts';
import { installGetMessage } from '../../src/element/get_message.ts';

/** An avatar that writes down what it is asked to do. */
function stage(hasModel = true) {
  const events = new Emitter<AvatarEvents>();
  const done: unknown[][] = [];
  const errors: AvatarError[] = [];
  events.on('error', (error) => errors.push(error));
  const note =
    (name: string) =>
    (...values: unknown[]): void => {
      done.push([name, ...values]);
    };
  const avatar = {
    events,
    hasModel,
    playMouth: note('mouth'),
    speak: note('speak'),
    speakAudio: note('speakAudio'),
    interrupt: note('interrupt'),
    pause: note('pause'),
    resume: note('resume'),
    setEmotion: note('emotion'),
    playClip: note('clip'),
    setShot: note('shot'),
    set muted(on: boolean) {
      done.push(['muted', on]);
    },
    set volume(level: number) {
      if (level === 0.5) throw new RangeError('half is not allowed here');
      done.push(['volume', level]);
    },
  };
  const target: { getMessage?: (message: unknown) => void } = {};
  const remove = installGetMessage(avatar as unknown as Avatar, target);
  const arrive = () => {
    avatar.hasModel = true;
    events.emit('ready', {} as AvatarEvents['ready']);
  };
  return { target, done, errors, remove, arrive };
}

describe('getMessage', () => {
  it('starts and stops the mouth clips with 1 and 2, as numbers or text', () => {
    const { target, done } = stage();
    for (const message of [1, '2', '1', 2]) target.getMessage!(message);
    expect(done).toEqual([
      ['mouth', true],
      ['mouth', false],
      ['mouth', true],
      ['mouth', false],
    ]);
  });

  it('takes every other command through the same door and returns nothing', () => {
    const { target, done } = stage();
    const door = target.getMessage!;
    expect(door('{"type":"speak","text":"您好","rate":1.1}')).toBeUndefined();
    for (const message of [
      { type: 'speakAudio', url: 'talk.wav', text: 'hi', track: 'talk.json', rate: 2 },
      { type: 'interrupt' },
      { type: 'interrupt', id: 'a' },
      { type: 'pause' },
      { type: 'resume' },
      { type: 'emotion', name: 'happy', intensity: 0.5 },
      { type: 'clip', name: 'nod' },
      { type: 'shot', name: 'full' },
      { type: 'mute' },
      { type: 'volume', volume: 0.25 },
    ]) {
      door(message);
    }
    expect(done).toEqual([
      ['speak', '您好', { rate: 1.1 }],
      ['speakAudio', 'talk.wav', { text: 'hi', track: 'talk.json' }],
      ['interrupt', undefined],
      ['interrupt', 'a'],
      ['pause'],
      ['resume'],
      ['emotion', 'happy', 0.5],
      ['clip', 'nod'],
      ['shot', 'full'],
      ['muted', true],
      ['volume', 0.25],
    ]);
  });

  it('never throws, and says what it did not understand', () => {
    const { target, done, errors } = stage();
    for (const message of [
      '{"type"',
      7,
      null,
      undefined,
      { type: 'explode' },
      { type: 'speakAudio' },
      { type: 'speakAudio', url: 'a', text: 5 },
    ])
      target.getMessage!(message);
    target.getMessage!({ type: 'volume', volume: 0.5 });
    expect(done).toEqual([]);
    expect(errors.map(({ code }) => code)).toEqual([...Array(7).fill('unknown_command'), 'command_failed']);
    expect(errors[4]!.message).toContain('explode');
  });

  it('keeps gestures until the model is there, in order, and no more than it can hold', () => {
    const { target, done, errors, arrive } = stage(false);
    for (let i = 0; i < 34; i++) target.getMessage!({ type: 'clip', name: `c${i}` });
    target.getMessage!(1);
    expect(done).toEqual([['mouth', true]]);
    expect(errors.map(({ code }) => code)).toEqual(['queue_full', 'queue_full']);
    arrive();
    expect(done.slice(1).map(([, name]) => name)).toEqual(Array.from({ length: 32 }, (_, i) => `c${i + 2}`));
    arrive();
    expect(done).toHaveLength(33);
  });

  it('goes away again and leaves what was there before', () => {
    const { target, remove } = stage();
    remove();
    expect(target.getMessage).toBeUndefined();
    const before = () => {};
    const other: { getMessage?: (message: unknown) => void } = { getMessage: before };
    installGetMessage({ events: new Emitter() } as unknown as Avatar, other)();
    expect(other.getMessage).toBe(before);
  });
});
