import { describe, expect, it } from 'vitest';
import { Emitter } from '../../src/core/emitter.ts';

interface Events {
  say: string;
  stop: Record<string, never>;
}

describe('Emitter', () => {
  it('tells those who listen, in order, until they stop', () => {
    const emitter = new Emitter<Events>();
    const heard: string[] = [];
    const stop = emitter.on('say', (text) => heard.push(`1 ${text}`));
    emitter.on('say', (text) => heard.push(`2 ${text}`));
    emitter.emit('say', 'a');
    stop();
    emitter.emit('say', 'b');
    emitter.emit('stop', {});
    emitter.clear();
    emitter.emit('say', 'c');
    expect(heard).toEqual(['1 a', '2 a', '2 b']);
  });

  it('a listener that throws keeps nobody else from hearing, and its error surfaces', async () => {
    const emitter = new Emitter<Events>();
    const heard: string[] = [];
    const surfaced = new Promise((done) => {
      const others = process.listeners('uncaughtException');
      process.removeAllListeners('uncaughtException');
      process.once('uncaughtException', (error) => {
        for (const other of others) process.on('uncaughtException', other);
        done(error);
      });
    });
    const error = new Error('broken listener');
    emitter.on('say', () => {
      throw error;
    });
    emitter.on('say', (text) => heard.push(text));
    emitter.emit('say', 'a');
    expect(heard).toEqual(['a']);
    expect(await surfaced).toBe(error);
  });
});
