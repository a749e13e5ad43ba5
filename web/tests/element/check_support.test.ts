import { afterEach, expect, test, vi } from 'vitest';

import { checkSupport } from '../../src/element/check_support.ts';

/** A browser that has everything but what is named. */
function browserWithout(...lacking: string[]): void {
  const has = (name: string) => !lacking.includes(name);
  vi.stubGlobal('document', {
    createElement: () => ({ getContext: () => (has('webgl2') ? { getExtension: () => null } : null) }),
  });
  vi.stubGlobal('AudioContext', has('AudioContext') ? class {} : undefined);
  if (!has('AudioContext')) Reflect.deleteProperty(globalThis, 'webkitAudioContext');
  vi.stubGlobal('AudioWorkletNode', has('AudioWorkletNode') ? class {} : undefined);
  vi.stubGlobal('WebSocket', has('WebSocket') ? class {} : undefined);
}

afterEach(() => vi.unstubAllGlobals());

test.each([
  { lacking: [], figure: '3d', speech: 'session', ok: true },
  { lacking: ['AudioWorkletNode'], figure: '3d', speech: 'session', ok: true },
  { lacking: ['webgl2'], figure: '2d', speech: 'session', ok: false },
  { lacking: ['WebSocket'], figure: '3d', speech: 'rest', ok: false },
  { lacking: ['webgl2', 'WebSocket'], figure: '2d', speech: 'rest', ok: false },
  { lacking: ['AudioContext'], figure: '3d', speech: 'none', ok: false },
])('without $lacking', ({ lacking, ...told }) => {
  browserWithout(...lacking);
  expect(checkSupport()).toMatchObject(told);
});
