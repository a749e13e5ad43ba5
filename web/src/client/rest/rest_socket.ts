import { type ClientMessage, PROTOCOL_VERSION, type ServerMessage, type Speak } from '../../protocol/index.ts';
import { ItemCutter, isMessage, renamed } from './items.ts';
import { RecordingForm } from './recording_form.ts';

const FRAMES = 'application/vnd.visavis.frames';
/** When it is tried whether a websocket gets through: soon, for a server that was only starting, and then now and then. */
const FIRST_PROBE_MS = 5_000;
const PROBE_MS = 60_000;
/** Addresses of which it was told that nobody answers there, until somebody does. */
const told = new Set<string>();
const OPEN = 1;
const CLOSED = 3;

/** Makes a socket, of which the session holds the handlers already, speak by REST. */
export function connect(socket: WebSocket, url: string): void {
  new RestSocket(socket, url).open();
}

/**
 * A session's socket without a socket: what would be said over it is asked for by `POST /v1/speech`, one utterance
 * after the other, and what comes of that is told as the socket would tell it. One-time codes and commands of a host
 * need a real one: it is looked for every minute.
 */
class RestSocket {
  private readonly socket: { -readonly [K in keyof WebSocket]: WebSocket[K] };
  private readonly url: string;
  private readonly base: string;
  private hello: Extract<ClientMessage, { type: 'hello' }> | null = null;
  private readonly queue: (Speak | RecordingForm)[] = [];
  /** A recording of which frames are still to come. */
  private coming: RecordingForm | null = null;
  private asking: { readonly id: string; readonly abort: AbortController } | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private probe: WebSocket | null = null;

  constructor(socket: WebSocket, url: string) {
    this.socket = socket;
    this.url = url;
    this.base = url.replace(/^ws/, 'http').replace(/session$/, '');
  }

  open(): void {
    const { socket } = this;
    if (!socket.onopen) return;
    Object.defineProperty(socket, 'readyState', { value: OPEN, writable: true });
    socket.send = (data) => {
      if (typeof data === 'string') this.take(JSON.parse(data));
      else this.receive(data as ArrayBuffer);
    };
    socket.close = () => this.close(false);
    if (typeof WebSocket === 'function') this.lookIn(FIRST_PROBE_MS);
    socket.onopen({} as Event);
  }

  private take(message: ClientMessage): void {
    switch (message.type) {
      case 'hello':
        this.hello = message;
        void this.welcome();
        break;
      case 'speak':
        this.queue.push(message);
        void this.next();
        break;
      case 'interrupt':
        this.interrupt(message.id);
        break;
      case 'ping':
        this.tell({ type: 'pong', nonce: message.nonce });
        break;
      case 'speak_audio':
        this.coming = new RecordingForm(message);
        break;
      case 'ask_code':
        this.refuse(null, 'relay_unavailable', 'no host can be reached without a websocket', true);
        break;
    }
  }

  private receive(frame: ArrayBuffer): void {
    const { coming } = this;
    if (!coming?.add(frame)) return;
    this.coming = null;
    this.queue.push(coming);
    void this.next();
  }

  private async welcome(): Promise<void> {
    const address = `${this.base}describe`;
    try {
      const response = await fetch(address, { headers: this.headers() });
      if (!response.ok) throw new Error(`it was answered with ${response.status}`);
      told.delete(address);
      // A conversation takes a connection.
      const describe = { ...(await response.json()), dialogue: null, hearing: null };
      const none = { server_version: '', session_id: '', codecs: ['pcm'], resume: null, token_expires_in_s: null };
      this.tell({ type: 'welcome', protocol_version: PROTOCOL_VERSION, describe, ...none } as ServerMessage);
    } catch (cause) {
      if (!told.has(address)) {
        told.add(address);
        const message = `no session with ${this.url}, and ${address} cannot be read (${cause}): is the address right, does the server run, and does ${origin()} stand in its VISAVIS_ALLOWED_ORIGINS?`;
        this.hear(JSON.stringify({ type: 'error', code: 'server_unreachable', message, retryable: true, id: null }));
      }
      this.close(true);
    }
  }

  private async next(): Promise<void> {
    if (this.asking) return;
    const request = this.queue.shift();
    if (!request) return;
    const asking = { id: request.id, abort: new AbortController() };
    this.asking = asking;
    try {
      await this.ask(request, asking.abort.signal);
    } catch {
      // The network is gone: as a socket, it closes, and what was not heard is asked for again.
      if (!asking.abort.signal.aborted) this.close(true);
    }
    if (this.asking !== asking) return;
    this.asking = null;
    void this.next();
  }

  private async ask(request: Speak | RecordingForm, signal: AbortSignal): Promise<void> {
    const { id } = request;
    const response = await this.post(request, signal);
    if (!response.ok || !response.body) {
      const problem = await response.json().catch(() => ({}));
      const { code = 'internal', message = `speech was answered with ${response.status}`, retryable = true } = problem;
      if (response.status === 401) {
        // As a socket ends with its token: the next one begins with a fresh one, and what was asked for is asked again.
        this.hear(JSON.stringify({ type: 'error', code, message, retryable, id: null }));
        this.close(true);
      } else {
        this.refuse(id, code, message, retryable);
      }
      return;
    }
    const cutter = new ItemCutter();
    const reader = response.body.getReader();
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      for (const item of cutter.push(read.value)) {
        if (signal.aborted) return;
        this.hear(
          isMessage(item) ? JSON.stringify({ ...JSON.parse(new TextDecoder().decode(item)), id }) : renamed(item, id),
        );
      }
    }
    if (!cutter.complete) throw new Error('the answer broke off');
  }

  private post(request: Speak | RecordingForm, signal: AbortSignal): Promise<Response> {
    const space = this.hello?.channel_space;
    const headers = { ...this.headers(), accept: FRAMES };
    if (request instanceof RecordingForm) {
      return fetch(`${this.base}speech/audio`, { method: 'POST', headers, body: request.body(space), signal });
    }
    const { type, id, ...options } = request;
    return fetch(`${this.base}speech`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ ...options, channel_space: space }),
      signal,
    });
  }

  private interrupt(id: string | null): void {
    const ids = this.queue.filter((one) => id === null || one.id === id).map((one) => one.id);
    for (let at = this.queue.length - 1; at >= 0; at--) if (ids.includes(this.queue[at]!.id)) this.queue.splice(at, 1);
    const { asking, coming } = this;
    if (coming && (id === null || coming.id === id)) {
      this.coming = null;
      ids.push(coming.id);
    }
    if (asking && (id === null || asking.id === id)) {
      this.asking = null;
      asking.abort.abort();
      ids.unshift(asking.id);
    }
    if (ids.length > 0) this.tell({ type: 'interrupted', ids });
    void this.next();
  }

  private lookIn(ms: number): void {
    this.timer = setTimeout(() => {
      this.lookIn(this.asking ? FIRST_PROBE_MS : PROBE_MS);
      this.look();
    }, ms);
  }

  /** Whether a websocket gets through by now: it must say something. */
  private look(): void {
    if (this.asking || this.probe) return;
    const probe = new WebSocket(this.url);
    this.probe = probe;
    probe.onopen = () => probe.send(JSON.stringify(this.hello));
    probe.onclose = () => {
      this.probe = null;
    };
    probe.onmessage = () => {
      probe.close();
      if (!this.asking) this.close(true);
    };
  }

  private headers(): { [name: string]: string } {
    const token = (this.hello as { token?: string | null } | null)?.token;
    return token ? { authorization: `Bearer ${token}` } : {};
  }

  private refuse(id: string | null, code: string, message: string, retryable = false): void {
    this.tell({ type: 'error', code, message, retryable, id } as ServerMessage);
  }

  private tell(message: ServerMessage): void {
    // As a socket does: never inside the call that brings it about.
    const text = JSON.stringify(message);
    void Promise.resolve().then(() => this.hear(text));
  }

  private hear(data: string | ArrayBuffer): void {
    if (this.socket.readyState === OPEN) this.socket.onmessage?.({ data } as MessageEvent);
  }

  /** @param tell whether the session is to hear of it */
  private close(tell: boolean): void {
    if (this.socket.readyState === CLOSED) return;
    this.socket.readyState = CLOSED;
    clearTimeout(this.timer);
    this.probe?.close();
    this.asking?.abort.abort();
    this.asking = null;
    this.queue.length = 0;
    if (tell) this.socket.onclose?.({} as CloseEvent);
  }
}

/** What a server must allow, as its operator writes it. */
function origin(): string {
  return typeof location === 'undefined' ? 'this page' : location.origin;
}
