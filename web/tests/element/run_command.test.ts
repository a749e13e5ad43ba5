import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Command, readCommand } from '../../src/element/commands.ts';
import { runCommand } from '../../src/element/run_command.ts';
import { standIn } from './stand_in.ts';

const run = (avatar: Parameters<typeof runCommand>[0], message: unknown) => {
  const command = readCommand(message);
  if ('refused' in command) throw new Error(command.refused);
  return runCommand(avatar, command as Command);
};

afterEach(() => vi.unstubAllGlobals());

describe('commands of a host', () => {
  it('answer what there is to tell', () => {
    const { avatar } = standIn();
    expect(run(avatar, { type: 'speak', text: 'hi', id: 'a' })).toBe('a');
    expect(run(avatar, { type: 'listClips' })).toEqual(['nod', 'bow']);
    expect(run(avatar, { type: 'playClip', name: 'nod' })).toBe(true);
    expect(run(avatar, { type: 'checkSupport' })).toMatchObject({ webgl2: false, webAssembly: true });
  });

  it('turn captions and stillness on and off', () => {
    const { avatar, done } = standIn();
    run(avatar, { type: 'captions' });
    run(avatar, { type: 'captions', on: false });
    run(avatar, { type: 'still' });
    expect(done).toEqual([
      ['captions', true],
      ['captions', false],
    ]);
    expect(avatar.still).toBe(true);
    run(avatar, { type: 'still', on: false });
    expect(avatar.still).toBe(false);
  });

  it('have the same names as the methods', () => {
    for (const [method, type, rest] of [
      ['setEmotion', 'emotion', { name: 'happy' }],
      ['setShot', 'shot', { name: 'head' }],
      ['setBackground', 'background', { background: 'red' }],
      ['setAvatar', 'avatar', { name: 'jun' }],
      ['playMouth', 'mouth', { on: true }],
      ['stop', 'interrupt', {}],
    ] as const) {
      expect(readCommand({ type: method, ...rest })).toEqual(readCommand({ type, ...rest }));
    }
    expect(readCommand({ type: 'constructor' })).toHaveProperty('refused');
  });

  it('take avatars of the server only', () => {
    const { avatar, done } = standIn();
    vi.stubGlobal('document', { baseURI: 'https://shop.example/' });
    run(avatar, { type: 'setAvatar', name: 'jun' });
    expect(done).toEqual([['loadModel', 'https://avatar.example/a/models/jun/manifest.json']]);
    for (const name of ['https://evil.example/x.glb', '../x', '', 7]) {
      expect(readCommand({ type: 'avatar', name })).toHaveProperty('refused');
    }
  });

  it('look where the visitor is asked to look: to the right and up as the visitor sees it', () => {
    const { avatar, done } = standIn();
    run(avatar, { type: 'lookAt', x: 0.5, y: -1 });
    run(avatar, { type: 'lookAt', x: null, y: null });
    expect(done).toEqual([
      ['lookAt', 0.3, -0.35],
      ['lookAt', 0, 0],
    ]);
    expect(readCommand({ type: 'lookAt', x: 2 })).toHaveProperty('refused');
  });

  it('write a text piece by piece under one id', () => {
    const { avatar, done } = standIn();
    const piece = (text: string, final = false) => run(avatar, { type: 'speakStream', id: 's', text, final, rate: 2 });
    expect(piece('一。')).toBe('s');
    piece('二', true);
    expect(done).toEqual([
      ['speak', '一。', { id: 's.1', rate: 2 }],
      ['speak', '二', { id: 's.2', rate: 2 }],
    ]);
    piece('另一段。又');
    run(avatar, { type: 'interrupt', id: 's' });
    piece('新的', true);
    expect(done.filter(([name]) => name === 'speak').map(([, text]) => text)).toEqual([
      '一。',
      '二',
      '另一段。',
      '新的',
    ]);
    expect(readCommand({ type: 'speakStream', text: 'x' })).toHaveProperty('refused');
  });

  it('ask, and listen to the visitor', () => {
    const { avatar, done } = standIn();
    expect(run(avatar, { type: 'ask', text: '运费多少？', id: 't1', voice: 'x', rate: 2 })).toBe('t1');
    run(avatar, { type: 'listen', mode: 'push' });
    run(avatar, { type: 'stopListening' });
    expect(done).toEqual([
      ['ask', '运费多少？', { id: 't1', voice: 'x' }],
      ['listen', { mode: 'push' }],
      ['stopListening'],
    ]);
    expect(readCommand({ type: 'ask', text: ' ' })).toHaveProperty('refused');
    expect(readCommand({ type: 'listen', mode: 'always' })).toHaveProperty('refused');
  });
});
