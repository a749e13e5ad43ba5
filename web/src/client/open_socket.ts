/** A socket may fail this often, one time after the other, before speech is asked for by REST. */
const TRIES = 2;

/** What a session needs of a socket. */
export type Socket = Pick<
  WebSocket,
  'readyState' | 'bufferedAmount' | 'binaryType' | 'onopen' | 'onmessage' | 'onclose' | 'send' | 'close'
>;

/**
 * Opens a session's sockets: websockets, and where there are none, or none gets through, what does the same by REST,
 * by a script that is fetched then.
 */
export function socketOpener(): (url: string) => WebSocket {
  let failed = 0;
  return (url) => {
    if (typeof WebSocket !== 'function' || failed >= TRIES) {
      failed = 0;
      return overRest(url);
    }
    failed++;
    const socket = new WebSocket(url);
    // A proxy may open it and let nothing through.
    socket.addEventListener('message', () => {
      failed = 0;
    });
    return socket;
  };
}

function overRest(url: string): WebSocket {
  const socket = {
    readyState: 0,
    bufferedAmount: 0,
    binaryType: 'arraybuffer',
    send() {},
    close() {},
  } as unknown as Socket;
  import('./rest/rest_socket.ts').then(
    ({ connect }) => connect(socket as WebSocket, url),
    () => socket.onclose?.call(socket as WebSocket, {} as CloseEvent),
  );
  return socket as WebSocket;
}
