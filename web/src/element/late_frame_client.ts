import type { ElementEvents } from './element_events.ts';
import { AvatarFault } from './fault.ts';
import type { FrameClient } from './frame_client.ts';
import type { FrameStatus } from './frame_contract.ts';
import { loadFrameClient } from './load_inner.ts';
import { unreachable } from './unreachable.ts';

/** {@link FrameClient} as visavis.js has it: few pages show a frame, so what it does is fetched with the first one. */
export class LateFrameClient implements Pick<FrameClient, 'connected' | 'send' | 'on' | 'destroy'> {
  readonly connected: Promise<FrameStatus>;
  private readonly client: Promise<FrameClient>;

  constructor(frame: HTMLIFrameElement) {
    this.client = loadFrameClient().then(
      ({ FrameClient }) => new FrameClient(frame),
      (cause) => {
        throw new AvatarFault('script_missing', unreachable(cause), true);
      },
    );
    this.connected = this.client.then((client) => client.connected);
    // Whoever sends something hears of a failure.
    this.connected.catch(() => {});
  }

  send(command: Parameters<FrameClient['send']>[0]): Promise<unknown> {
    return this.client
      .then((client) => client.send(command))
      .catch(({ code, message, retryable }: AvatarFault) => {
        // That script has an AvatarFault of its own: a host compares with ours.
        throw new AvatarFault(code, message, retryable);
      });
  }

  on<K extends keyof ElementEvents>(type: K, listener: (detail: ElementEvents[K]) => void): () => void {
    let stop = () => {};
    let stopped = false;
    this.client.then(
      (client) => {
        if (!stopped) stop = client.on(type, listener);
      },
      () => {},
    );
    return () => {
      stopped = true;
      stop();
    };
  }

  destroy(): void {
    this.client.then(
      (client) => client.destroy(),
      () => {},
    );
  }
}
