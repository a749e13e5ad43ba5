import type { Speak } from '../protocol/index.ts';

/** What is known of one utterance that was asked for, or that the server speaks of its own accord. */
export interface Asked {
  /** Null when the server began it. */
  readonly request: Speak | null;
  /** It was sent over the connection that is open now. */
  sent: boolean;
  /** Some of it was heard, so that it cannot be asked for again. */
  heard: boolean;
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

  ask(request: Speak): void {
    this.unwanted.delete(request.id);
    this.open.set(request.id, { request, sent: false, heard: false });
  }

  /** The server has begun an utterance; false when it is not wanted any more. */
  begin(id: string): boolean {
    if (this.unwanted.has(id)) return false;
    if (!this.open.has(id)) this.open.set(id, { request: null, sent: true, heard: false });
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

  /** The connection is gone. Returns what is lost: the utterances that were partly heard, or were the server's. */
  cut(): string[] {
    this.unwanted.clear();
    const lost: string[] = [];
    this.open.forEach((asked, id) => {
      if (asked.heard || !asked.request) lost.push(id);
      asked.sent = false;
    });
    for (const id of lost) this.open.delete(id);
    return lost;
  }

  /** Requests that wait to be sent, in order; they count as sent from now on. */
  takeUnsent(): Speak[] {
    const requests: Speak[] = [];
    this.open.forEach((asked) => {
      if (asked.sent || !asked.request) return;
      asked.sent = true;
      requests.push(asked.request);
    });
    return requests;
  }
}
