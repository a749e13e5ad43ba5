import type { Speak, SpeakAudio } from '../protocol/index.ts';

/** Sends what follows a request over the socket, then calls `done`; stops, and calls it, when `wanted` is false. */
export type Delivery = (
  socket: Pick<WebSocket, 'send' | 'bufferedAmount'>,
  wanted: () => boolean,
  done: () => void,
) => void;

/** What is known of one utterance that was asked for, or that the server speaks of its own accord. */
export interface Asked {
  /** Null when the server began it, and while `pending`. */
  readonly request: Speak | SpeakAudio | null;
  /** It keeps its place, and is still being prepared. */
  readonly pending?: boolean;
  readonly deliver?: Delivery;
  /** It was sent over the connection that is open now. */
  sent: boolean;
}

/** Utterances of which not everything has arrived, in the order in which they were asked for. */
export class UtteranceBook {
  private readonly open = new Map<string, Asked>();
  /** Interrupted here; what is still on its way of them is not wanted. */
  private readonly unwanted = new Set<string>();

  get size(): number {
    return this.open.size;
  }

  get(id: string): Asked | undefined {
    return this.open.get(id);
  }

  /** Notes a request; without one, keeps its place for one that is being prepared. */
  ask(id: string, request: Asked['request'], deliver?: Delivery): void {
    this.unwanted.delete(id);
    this.open.set(id, { request, deliver, pending: !request, sent: false });
  }

  /** The server has begun an utterance; false when it is not wanted any more. */
  begin(id: string): boolean {
    if (this.unwanted.has(id)) return false;
    if (!this.open.has(id)) this.open.set(id, { request: null, sent: true });
    return true;
  }

  /** Everything of it arrived, or nothing more will. */
  settle(id: string): void {
    this.open.delete(id);
    this.unwanted.delete(id);
  }

  /** Drops one utterance or all; returns those that the server does not know of. */
  interrupt(id: string | undefined): string[] {
    const unsent: string[] = [];
    for (const known of id === undefined ? Array.from(this.open.keys()) : [id]) {
      const asked = this.open.get(known);
      if (asked && !asked.sent) unsent.push(known);
      else this.unwanted.add(known);
      this.open.delete(known);
    }
    return unsent;
  }

  /** The connection is gone: all is asked for again. Returns what is lost, the utterances that were the server's own. */
  cut(): string[] {
    this.unwanted.clear();
    const lost: string[] = [];
    this.open.forEach((asked, id) => {
      if (!asked.request && !asked.pending) lost.push(id);
      asked.sent = false;
    });
    for (const id of lost) this.open.delete(id);
    return lost;
  }

  /** The first that waits to be sent, unless it is still being prepared: what was asked for later waits behind it. */
  next(): Asked | null {
    for (const asked of Array.from(this.open.values())) if (!asked.sent) return asked.pending ? null : asked;
    return null;
  }

  /** Forgets everything; returns it. */
  drain(): string[] {
    const ids = Array.from(this.open.keys());
    this.open.clear();
    this.unwanted.clear();
    return ids;
  }
}
