import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'vitest';
import { SessionClient, type SessionClientOptions, type SessionEvents } from '../../src/client/session_client.ts';
import type { Timers } from '../../src/client/timers.ts';
import { seededRandom } from '../../src/core/random.ts';

const schemaFile = resolve(import.meta.dirname, '../../src/protocol/messages.schema.json');
const ajv = new Ajv2020({ strict: false });
ajv.addSchema(JSON.parse(readFileSync(schemaFile, 'utf8')), 'wire');

type Message = { type: string; [field: string]: unknown };

/** Time that moves when it is told to. */
export class VirtualTimers implements Timers {
  private time = 0;
  private count = 0;
  private readonly pending = new Map<number, { at: number; run: () => void }>();

  now(): number {
    return this.time;
  }

  setTimeout(run: () => void, ms: number): number {
    this.pending.set(++this.count, { at: this.time + ms, run });
    return this.count;
  }

  clearTimeout(handle: unknown): void {
    this.pending.delete(handle as number);
  }

  get waiting(): number {
    return this.pending.size;
  }

  advance(ms: number): void {
    const until = this.time + ms;
    for (;;) {
      const next = [...this.pending].filter(([, { at }]) => at <= until).sort((a, b) => a[1].at - b[1].at)[0];
      if (!next) break;
      this.pending.delete(next[0]);
      this.time = next[1].at;
      next[1].run();
    }
    this.time = until;
  }
}

/** A socket whose other end is the test. What the client sends must be on the wire's schema. */
export class FakeSocket {
  binaryType = 'blob';
  readyState = 0;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;
  readonly sent: Message[] = [];
  /** Binary frames, among the messages by their number. */
  readonly frames: { readonly after: number; readonly data: ArrayBuffer }[] = [];
  bufferedAmount = 0;
  closed = false;

  send(text: string | ArrayBuffer): void {
    if (typeof text !== 'string') {
      expect(this.readyState).toBe(1);
      this.frames.push({ after: this.sent.length, data: text });
      return;
    }
    const message = JSON.parse(text);
    expect(ajv.validate('wire#/$defs/ClientMessage', message), `${ajv.errorsText()}: ${text}`).toBe(true);
    expect(this.readyState).toBe(1);
    this.sent.push(message);
  }

  close(): void {
    this.closed = true;
    this.readyState = 3;
  }

  accept(): void {
    this.readyState = 1;
    this.onopen?.();
  }

  receive(data: object | string): void {
    this.onmessage?.({ data: data instanceof ArrayBuffer || typeof data === 'string' ? data : JSON.stringify(data) });
  }

  /** The connection breaks. */
  cut(): void {
    this.readyState = 3;
    this.onclose?.();
  }

  welcome(accept = true): void {
    if (accept) this.accept();
    this.receive({
      type: 'welcome',
      protocol_version: '1.0',
      server_version: '1',
      session_id: 's',
      describe: { voices: [] },
    });
  }

  ofType(type: string): Message[] {
    return this.sent.filter((message) => message.type === type);
  }
}

/** A page with a document, whose events are the test's to send. */
export class FakePage extends EventTarget {
  readonly document = Object.assign(new EventTarget(), { hidden: false });
  readonly navigator = { onLine: true };

  tell(type: string): void {
    (type === 'visibilitychange' ? this.document : this).dispatchEvent(new Event(type));
  }
}

export function start(id: string): object {
  return {
    type: 'utterance_start',
    id,
    text: 'hi',
    voice: 'v',
    language: 'en',
    sample_rate_hz: 24000,
    track_fps: 60,
    channel_space: 'viseme15',
    emotion: null,
  };
}

/** A client with its surroundings, and a log of all its events. */
export function session(more: Partial<SessionClientOptions> = {}) {
  const timers = new VirtualTimers();
  const sockets: FakeSocket[] = [];
  const page = new FakePage();
  const client = new SessionClient({
    url: 'wss://host/v1/session',
    channelSpace: 'viseme15',
    name: 'test',
    random: seededRandom(1),
    ...more,
    timers,
    page: page as unknown as Window,
    webSocket: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket as unknown as WebSocket;
    },
  });
  const log: { [K in keyof SessionEvents]: SessionEvents[K][] } = {
    state: [],
    welcome: [],
    utterance: [],
    track: [],
    audio: [],
    interrupted: [],
    error: [],
    other: [],
  };
  for (const type of Object.keys(log) as (keyof SessionEvents)[]) {
    client.events.on(type, (event) => (log[type] as unknown[]).push(event));
  }
  return { client, timers, sockets, page, log, socket: () => sockets[sockets.length - 1] };
}

/** The same, already welcomed. */
export function openSession() {
  const all = session();
  all.client.open();
  all.socket().welcome();
  return all;
}
