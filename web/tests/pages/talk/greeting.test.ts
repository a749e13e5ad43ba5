import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { greetOnGesture } from '../../../src/pages/talk/greeting.ts';
import { standIn } from '../../element/stand_in.ts';

const script = vi.hoisted(() => {
  const held = { come: () => {}, arrival: Promise.resolve() };
  held.arrival = new Promise<void>((done) => {
    held.come = done;
  });
  return held;
});
vi.mock('../../../src/element/conversation/talk.ts', async () => {
  await script.arrival;
  return {};
});

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('window', new EventTarget());
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const said = (done: unknown[][]) => done.filter(([name]) => name === 'speak').map(([, text]) => text);

test('nobody is greeted who has asked while what converses was still on its way', async () => {
  const asking = standIn();
  const silent = standIn();
  greetOnGesture(asking.avatar, () => 'How can I help?');
  greetOnGesture(silent.avatar, () => 'How can I help?');
  window.dispatchEvent(new Event('pointerup'));
  await vi.advanceTimersByTimeAsync(2000);
  expect(said(silent.done), 'whoever asks at once is not greeted first').toEqual([]);
  asking.events.emit('turnstart', { id: 't1', by: 'text', text: 'How much?' });
  script.come();
  await vi.dynamicImportSettled();
  await vi.advanceTimersByTimeAsync(1);
  expect(said(asking.done)).toEqual([]);
  expect(said(silent.done)).toEqual(['How can I help?']);
});
