import type { ElementEvents } from './element_events.ts';
import { AvatarFault } from './fault.ts';
import { FRAME_VERSION, type FrameAnswer, type FrameEvent, type FrameStatus } from './frame_contract.ts';

/** A frame that has not answered by now is told of: it may have been kept from being shown. */
const SILENT_AFTER_MS = 15_000;
/** How often the frame is called until it answers: it may have loaded before anybody listened. */
const CALL_EVERY_MS = 1000;
/** A frame that has answered once answers a command within this time, or not at all. */
const ANSWER_WITHIN_MS = 30_000;

type Settled = { resolve: (value: unknown) => void; reject: (cause: unknown) => void; timer: number };

/** The outer end of an iframe that shows the embed page: sends commands, gets answers, tells events. */
export class FrameClient {
  /** Resolves when the frame has answered for the first time. */
  readonly connected: Promise<FrameStatus>;
  private readonly frame: HTMLIFrameElement;
  private readonly origin: string;
  private readonly answers = new Map<string, Settled>();
  private readonly listeners = new Map<string, Set<(detail: never) => void>>();
  private readonly calling: number;
  private readonly doubting: number;
  private count = 0;

  /** @param frame shows the embed page, or is going to; its `src` says at which origin */
  constructor(frame: HTMLIFrameElement) {
    this.frame = frame;
    this.origin = new URL(frame.src, document.baseURI).origin;
    addEventListener('message', this.receive);
    this.connected = new Promise((resolve) => {
      this.answers.set('hello', { resolve: resolve as (value: unknown) => void, reject: () => {}, timer: 0 });
    });
    frame.addEventListener('load', this.call);
    this.calling = setInterval(() => {
      if (this.answers.has('hello')) this.call();
      else clearInterval(this.calling);
    }, CALL_EVERY_MS) as unknown as number;
    this.doubting = setTimeout(() => {
      if (this.answers.has('hello'))
        this.tell('error', { code: 'frame_silent', message: this.silence(), retryable: true });
    }, SILENT_AFTER_MS) as unknown as number;
  }

  /**
   * Has a command done, once the frame answers; resolves with what there is to tell, rejects with an AvatarFault. One of
   * the code `frame_silent` comes where the frame has not loaded within half a minute, or does not answer.
   */
  async send(command: { readonly type: string; readonly [option: string]: unknown }): Promise<unknown> {
    await this.answering();
    const id = `r${++this.count}`;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.answers.delete(id);
        reject(new AvatarFault('frame_silent', `no answer to "${command.type}" from ${this.origin}`, true));
      }, ANSWER_WITHIN_MS) as unknown as number;
      this.answers.set(id, { resolve, reject, timer });
      this.post(id, command);
    });
  }

  /** Listens to an event of the avatar; the function returned stops it. */
  on<K extends keyof ElementEvents>(type: K, listener: (detail: ElementEvents[K]) => void): () => void {
    const set = this.listeners.get(type) ?? new Set();
    this.listeners.set(type, set.add(listener as (detail: never) => void));
    return () => void set.delete(listener as (detail: never) => void);
  }

  destroy(): void {
    clearInterval(this.calling);
    clearTimeout(this.doubting);
    this.frame.removeEventListener('load', this.call);
    removeEventListener('message', this.receive);
    for (const { reject, timer } of this.answers.values()) {
      clearTimeout(timer);
      reject(new AvatarFault('destroyed', 'the frame was given up'));
    }
    this.answers.clear();
    this.listeners.clear();
  }

  private readonly receive = ({ source, origin, data }: MessageEvent): void => {
    if (source !== this.frame.contentWindow || origin !== this.origin || data?.visavis !== FRAME_VERSION) return;
    const { id, ok, value, error } = data as FrameAnswer;
    const { event, detail } = data as unknown as FrameEvent;
    if (typeof event === 'string') {
      this.tell(event, detail);
      return;
    }
    const waiting = this.answers.get(id);
    if (!waiting) return;
    this.answers.delete(id);
    clearTimeout(waiting.timer);
    if (ok) waiting.resolve(value);
    else waiting.reject(new AvatarFault(error!.code, error!.message, error!.retryable));
  };

  private tell(event: string, detail: unknown): void {
    for (const listener of [...(this.listeners.get(event) ?? [])]) listener(detail as never);
  }

  /** Waits for the first answer, but not for ever. */
  private answering(): Promise<unknown> {
    let timer: number;
    const late = new Promise((_, reject) => {
      timer = setTimeout(
        () => reject(new AvatarFault('frame_silent', this.silence(), true)),
        ANSWER_WITHIN_MS,
      ) as unknown as number;
    });
    return Promise.race([this.connected, late]).finally(() => clearTimeout(timer));
  }

  private silence(): string {
    return `no answer from the frame at ${this.frame.src}: does it show /embed, and does ${location.origin} stand in the server's VISAVIS_ALLOWED_ORIGINS?`;
  }

  /** A frame tells events to whoever has called it since it was loaded. */
  private readonly call = (): void => this.post('hello', { type: 'hello' });

  private post(id: string, command: unknown): void {
    this.frame.contentWindow?.postMessage({ visavis: FRAME_VERSION, id, command }, this.origin);
  }
}
