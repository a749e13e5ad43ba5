import type { SessionEvents } from '../../src/client/index.ts';
import { Emitter } from '../../src/core/emitter.ts';
import type { ChannelSpace } from '../../src/protocol/index.ts';

/** A session whose server is the test, and which notes what it is told. */
export class FakeClient {
  readonly events = new Emitter<SessionEvents>();
  state = 'open' as const;
  readonly describe = null;
  readonly reports: unknown[][] = [];
  readonly calls: unknown[][] = [];
  full = false;
  readonly space: ChannelSpace;
  resumption: string | null;
  constructor(space: ChannelSpace, resumption: string | null) {
    this.space = space;
    this.resumption = resumption;
  }
  open(): void {}
  close(): void {
    this.calls.push(['close']);
  }
  speak(request: { text: string; id?: string }): string {
    const id = request.id ?? 'u1';
    if (this.full) this.events.emit('error', { code: 'queue_full', message: 'full', retryable: true, id });
    return id;
  }
  reserve(id = 'r1'): string {
    this.calls.push(['reserve', id]);
    return id;
  }
  provide(request: { id: string }): void {
    this.calls.push(['provide', request.id]);
  }
  release(id: string): void {
    this.calls.push(['release', id]);
  }
  interrupt(id?: string): void {
    this.calls.push(['interrupt', id]);
  }
  pause(): void {
    this.calls.push(['pause']);
  }
  resume(): void {
    this.calls.push(['resume']);
  }
  giveUp(id: string): void {
    this.calls.push(['giveUp', id]);
    this.events.emit('error', { code: 'connection_lost', message: 'lost', retryable: true, id });
  }
  send(message: { type: string } | ArrayBuffer): boolean {
    this.calls.push(['send', message instanceof ArrayBuffer ? 'frame' : message.type]);
    return true;
  }
  newId(): string {
    return 'n1';
  }
  report(id: string, positionMs: number, state: string): void {
    this.reports.push([id, Math.round(positionMs), state]);
  }
}
