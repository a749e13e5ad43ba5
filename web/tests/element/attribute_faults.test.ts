import { describe, expect, it } from 'vitest';
import { faultOf, tellFaults } from '../../src/element/attribute_faults.ts';
import { standIn } from './stand_in.ts';

describe('attributes', () => {
  it.each([
    ['volume', '0.5'],
    ['rate', '2'],
    ['pitch', '-12'],
    ['speaking-style', 'clear'],
    ['shot', 'head'],
    ['quality', 'auto'],
    ['codec', 'opus'],
    ['mark-corner', 'top-left'],
    ['max-fps', '30'],
    ['voice', 'whatever the server has'],
    ['constructor', 'x'],
    ['class', 'x'],
    ['shot', ''],
  ])('%s="%s" are fine', (name, value) => {
    expect(faultOf(name, value)).toBeNull();
  });

  it.each([
    ['volume', '2'],
    ['volume', ' '],
    ['volume', 'loud'],
    ['rate', '9'],
    ['pitch', 'high'],
    ['speaking-style', 'shouting'],
    ['shot', 'moon'],
    ['quality', 'best'],
    ['codec', 'mp3'],
    ['mark-corner', 'middle'],
    ['mark-size', '-1'],
    ['max-fps', 'Infinity'],
    ['max-pixel-ratio', '0'],
  ])('%s="%s" cannot be', (name, value) => {
    expect(faultOf(name, value)).toMatch(/^it is /);
  });

  it('that hold a token are told without it', () => {
    const { avatar, events } = standIn();
    const told: string[] = [];
    events.on('error', ({ message }) => told.push(message));
    tellFaults(avatar, { getAttribute: () => 'eyJhbGciOi' }, ['token']);
    expect(told).toEqual(['token="…": it is a property, never an attribute, which everybody could read']);
  });

  it('that cannot be are told, with what they were', () => {
    const { avatar, events } = standIn();
    const told: unknown[] = [];
    events.on('error', (error) => told.push(error));
    const values: Record<string, string> = { shot: 'moon', rate: '1', volume: '9'.repeat(200) };
    tellFaults(avatar, { getAttribute: (name) => values[name] ?? null }, ['shot', 'rate', 'volume', 'muted']);
    expect(told).toEqual([
      { code: 'bad_attribute', message: 'shot="moon": it is one of full, mid, upper, head', retryable: false },
      { code: 'bad_attribute', message: `volume="${'9'.repeat(80)}": it is 0 to 1`, retryable: false },
    ]);
  });
});
