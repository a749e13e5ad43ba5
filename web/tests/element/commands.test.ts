import { describe, expect, it } from 'vitest';
import { readCommand } from '../../src/element/commands.ts';

describe('reading a command', () => {
  it.each([
    [1, { type: 'mouth', on: true }],
    ['1', { type: 'mouth', on: true }],
    [' 1\n', { type: 'mouth', on: true }],
    [2, { type: 'mouth', on: false }],
    ['2', { type: 'mouth', on: false }],
    [{ type: 'mouth' }, { type: 'mouth', on: true }],
    ['{"type":"speak","text":"您好"}', { type: 'speak', request: { text: '您好' } }],
    [
      { type: 'speak', text: 'Hi', id: 'a', voice: 'v', rate: 1.2, emotion: 'happy', style: 'clear', other: 1 },
      { type: 'speak', request: { text: 'Hi', id: 'a', voice: 'v', rate: 1.2, emotion: 'happy', style: 'clear' } },
    ],
    [{ type: 'interrupt' }, { type: 'interrupt' }],
    [
      { type: 'stop', id: 'a' },
      { type: 'interrupt', id: 'a' },
    ],
    [{ type: 'pause' }, { type: 'pause' }],
    [{ type: 'resume' }, { type: 'resume' }],
    [
      { type: 'emotion', name: 'happy' },
      { type: 'emotion', name: 'happy', intensity: 1 },
    ],
    [
      { type: 'emotion', name: 'sad', intensity: 0.5 },
      { type: 'emotion', name: 'sad', intensity: 0.5 },
    ],
    [
      { type: 'clip', name: 'nod' },
      { type: 'clip', name: 'nod' },
    ],
    [
      { type: 'activity', name: 'thinking' },
      { type: 'activity', name: 'thinking' },
    ],
    [
      { type: 'shot', name: 'head' },
      { type: 'shot', name: 'head' },
    ],
    [
      { type: 'background', background: '#fff' },
      { type: 'background', background: '#fff' },
    ],
    [{ type: 'background' }, { type: 'background', background: 'none' }],
    [
      { type: 'tint', name: 'outfit', color: 'navy' },
      { type: 'tint', name: 'outfit', colour: 'navy' },
    ],
    [
      { type: 'quality', quality: 'low' },
      { type: 'quality', quality: 'low' },
    ],
    [{ type: 'mute' }, { type: 'mute', muted: true }],
    [
      { type: 'mute', muted: false },
      { type: 'mute', muted: false },
    ],
    [{ type: 'unmute' }, { type: 'mute', muted: false }],
    [
      { type: 'volume', volume: 0.3 },
      { type: 'volume', volume: 0.3 },
    ],
  ])('understands %j', (input, command) => {
    expect(readCommand(input)).toEqual(command);
  });

  const circular: { self?: unknown } = {};
  circular.self = circular;
  it.each([
    [3, '3'],
    ['3', '"3"'],
    ['hello', '"hello"'],
    ['', '""'],
    ['{"type":', '{\\"type\\":'],
    ['{"type":"dance"}', 'dance'],
    [null, 'null'],
    [undefined, 'undefined'],
    [true, 'true'],
    [Number.NaN, 'null'],
    [[1], '[1]'],
    [() => 1, 'a function'],
    [Symbol('s'), 'Symbol'],
    [circular, '[object Object]'],
    [{ type: 'speak' }, 'speak'],
    [{ type: 'speak', text: '  ' }, 'text'],
    [{ type: 'speak', text: 5 }, 'text'],
    [{ type: 'emotion' }, 'name'],
    [{ type: 'emotion', name: 'sad', intensity: 2 }, 'intensity'],
    [{ type: 'shot', name: 'moon' }, 'head'],
    [{ type: 'volume', volume: '1' }, 'volume'],
    [{ type: 'volume', volume: -1 }, 'volume'],
    [{ type: 'clip', name: 3 }, 'name'],
    [
      Object.defineProperty({}, 'type', {
        get: () => {
          throw new Error('no');
        },
      }),
      'no',
    ],
  ])('refuses %s and names it', (input, named) => {
    const answer = readCommand(input);
    expect(answer).toHaveProperty('refused');
    expect((answer as { refused: string }).refused).toContain(named);
  });

  it('quotes no more than a line of what it received', () => {
    const { refused } = readCommand('x'.repeat(100_000)) as { refused: string };
    expect(refused).toContain('65536');
    expect(refused.length).toBeLessThan(200);
  });
});
