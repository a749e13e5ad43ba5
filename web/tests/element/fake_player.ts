import type { SpeechPlayerEvents } from '../../src/audio/index.ts';
import { Emitter } from '../../src/core/emitter.ts';

/** A player whose clock is the test's, and which notes what it is told. */
export class FakePlayer {
  readonly events = new Emitter<SpeechPlayerEvents>();
  readonly clock = { utterance: null as string | null, seconds: 0, running: false, contextTime: 0, update() {} };
  readonly calls: unknown[][] = [];
  readonly queue: string[] = [];
  begin(id: string, rateHz: number): void {
    if (rateHz <= 0) throw new RangeError(`bad rate ${rateHz}`);
    this.queue.push(id);
  }
  push(id: string, first: number, samples: Int16Array, final: boolean): void {
    this.calls.push(['push', id, first, samples.length, final]);
  }
  fail(id: string): void {
    this.calls.push(['fail', id]);
  }
  pause(): void {
    this.calls.push(['pause']);
  }
  resume(): void {
    this.calls.push(['resume']);
  }
  interrupt(id?: string): string[] {
    return this.queue.splice(0).filter((known) => id === undefined || known === id);
  }
  positionOf(id: string): number | null {
    return id === this.clock.utterance ? this.clock.seconds : 1.5;
  }
  destroy(): void {}
  /** What is audible. */
  hear(utterance: string | null, seconds = 0, running = utterance !== null): void {
    Object.assign(this.clock, { utterance, seconds, running });
  }
}
