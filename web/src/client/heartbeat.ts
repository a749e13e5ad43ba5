import { Alarm, type Timers } from './timers.ts';

const INTERVAL_MS = 15000;
const ANSWER_WITHIN_MS = 5000;

/** Notices a connection that is only half open: asks for a sign of life, and gives up when none comes. */
export class Heartbeat {
  private readonly ping: Alarm;
  private readonly deadline: Alarm;
  private readonly send: (nonce: number) => void;
  private readonly dead: () => void;
  private nonce = 0;

  /** `send` sends a ping; `dead` is called when nothing was heard within 5 s of one. */
  constructor(timers: Timers, send: (nonce: number) => void, dead: () => void) {
    this.ping = new Alarm(timers);
    this.deadline = new Alarm(timers);
    this.send = send;
    this.dead = dead;
  }

  start(): void {
    this.deadline.stop();
    this.ping.start(INTERVAL_MS, () => this.check());
  }

  stop(): void {
    this.ping.stop();
    this.deadline.stop();
  }

  /** Asks now, as after sleep or a change of network. */
  check(): void {
    if (this.deadline.set) return;
    this.ping.stop();
    this.nonce++;
    this.deadline.start(ANSWER_WITHIN_MS, this.dead);
    this.send(this.nonce);
  }

  /** Something was heard: whatever it is, the connection lives. */
  heard(): void {
    if (this.deadline.set) this.start();
  }
}
