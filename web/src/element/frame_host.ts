import type { Avatar } from './avatar.ts';
import { readCommand } from './commands.ts';
import { ELEMENT_EVENTS } from './element_events.ts';
import { FRAME_VERSION, type FrameAnswer, type FrameRequest, type FrameStatus } from './frame_contract.ts';
import { runCommand } from './run_command.ts';

/** Longest request, in characters of its JSON. */
const LONGEST_REQUEST = 65_536;
/** Requests that are taken within a second. */
const MOST_PER_SECOND = 50;

type Frame = Pick<Window, 'addEventListener' | 'removeEventListener' | 'parent'>;

/** The inner end of an iframe: takes commands of the page around it, if that page is one of those allowed. */
export class FrameHost {
  /** Messages that were not for us, or not from whom we listen to. */
  dropped = 0;
  /** Takes a command that is the page's own; true when it was one. */
  take: (command: unknown) => boolean = () => false;
  private readonly avatar: Avatar;
  private readonly allowed: readonly string[];
  private readonly frame: Frame;
  private readonly stops: (() => void)[];
  /** The origin that has said hello; events go to it and to nobody else. */
  private peer: string | null = null;
  private second = 0;
  private inSecond = 0;

  /** @param allowed exact origins such as `https://shop.example` */
  constructor(avatar: Avatar, allowed: readonly string[], frame: Frame = window) {
    this.avatar = avatar;
    this.allowed = allowed;
    this.frame = frame;
    frame.addEventListener('message', this.receive as EventListener);
    this.stops = ELEMENT_EVENTS.map((event) =>
      avatar.events.on(event, (detail) => this.post({ visavis: FRAME_VERSION, event, detail: plain(detail) })),
    );
  }

  close(): void {
    this.frame.removeEventListener('message', this.receive as EventListener);
    for (const stop of this.stops) stop();
  }

  private readonly receive = (event: MessageEvent): void => {
    const { source, origin, data } = event;
    const fromHost = source === this.frame.parent && this.allowed.includes(origin);
    if (!fromHost || !isRequest(data) || !this.admits(event.timeStamp)) {
      this.dropped++;
      return;
    }
    this.peer = origin;
    this.answer(data).then((answer) => this.post(answer));
  };

  private async answer({ id, command }: FrameRequest): Promise<FrameAnswer> {
    const base = { visavis: FRAME_VERSION, id } as const;
    const type = (command as { type?: unknown } | null)?.type;
    if (type === 'hello' || type === 'status') return { ...base, ok: true, value: this.status };
    if (this.take(command)) return { ...base, ok: true };
    const read = readCommand(command);
    if ('refused' in read) {
      return { ...base, ok: false, error: { code: 'unknown_command', message: read.refused, retryable: false } };
    }
    try {
      return { ...base, ok: true, value: plain(await runCommand(this.avatar, read)) };
    } catch (cause) {
      const {
        code = 'command_failed',
        message = String(cause),
        retryable = false,
      } = cause as Partial<Error & { code: string; retryable: boolean }>;
      return { ...base, ok: false, error: { code, message, retryable } };
    }
  }

  private get status(): FrameStatus {
    const { state, connection, hasModel, session } = this.avatar;
    return { version: FRAME_VERSION, state, connection, hasModel, resumed: session.resumed, dropped: this.dropped };
  }

  private post(message: object): void {
    if (this.peer !== null) this.frame.parent.postMessage(message, this.peer);
  }

  private admits(atMs: number): boolean {
    const second = Math.floor(atMs / 1000);
    if (second !== this.second) this.inSecond = 0;
    this.second = second;
    return ++this.inSecond <= MOST_PER_SECOND;
  }
}

function isRequest(data: unknown): data is FrameRequest {
  const { visavis, id, command } = (data ?? {}) as Partial<FrameRequest>;
  if (visavis !== FRAME_VERSION || typeof id !== 'string' || id.length < 1 || id.length > 64) return false;
  if (typeof command === 'string') return command.length <= LONGEST_REQUEST;
  try {
    return JSON.stringify(command).length <= LONGEST_REQUEST;
  } catch {
    return false;
  }
}

/** A copy that another window can take. */
function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}
