import { describe, expect, it } from 'vitest';
import { type HostGlobals, openHostBridge } from '../../src/element/host_bridge.ts';
import { standIn } from './stand_in.ts';

describe('the bridge to an app', () => {
  it('tells through every bridge that is there, in its own form', () => {
    const { avatar, events } = standIn();
    const told: unknown[] = [];
    const note = (name: string) => (message: unknown) => told.push([name, message]);
    const host: HostGlobals = {
      uni: { postMessage: note('uni') },
      my: { postMessage: note('my') },
      webkit: { messageHandlers: { visavis: { postMessage: note('webkit') } } },
      visavisHost: { onEvent: note('android') },
      ReactNativeWebView: { postMessage: note('native') },
    };
    openHostBridge(avatar, host);
    events.emit('speakend', { id: 'a', completed: true });
    const message = { visavis: 1, event: 'speakend', detail: { id: 'a', completed: true } };
    expect(told).toEqual([
      ['uni', { data: message }],
      ['my', message],
      ['webkit', message],
      ['android', JSON.stringify(message)],
      ['native', JSON.stringify(message)],
    ]);
  });

  it('finds a bridge that comes late, and goes on when one fails', () => {
    const { avatar, events } = standIn();
    const told: unknown[] = [];
    const host: { -readonly [K in keyof HostGlobals]: HostGlobals[K] } = {};
    const close = openHostBridge(avatar, host);
    events.emit('mark', { id: 'a', name: 'early' });
    host.uni = {
      postMessage: () => {
        throw new Error('not ready');
      },
    };
    host.visavisHost = { onEvent: (json) => told.push(JSON.parse(json).detail.name) };
    events.emit('mark', { id: 'a', name: 'late' });
    close();
    events.emit('mark', { id: 'a', name: 'closed' });
    expect(told).toEqual(['late']);
  });

  it('gives WeChat, which hands over when the page is left, only what is of use then, and no end of it', () => {
    const { avatar, events } = standIn();
    const told: string[] = [];
    openHostBridge(avatar, {
      wx: { miniProgram: { postMessage: ({ data }) => told.push((data as { event: string }).event) } },
    });
    events.emit('word', { id: 'a', start: 0, end: 1, text: '您' });
    events.emit('statechange', { state: 'speaking' });
    for (let at = 0; at < 300; at++) events.emit('speakend', { id: `u${at}`, completed: true });
    expect(new Set(told)).toEqual(new Set(['speakend']));
    expect(told.length).toBe(200);
  });
});
