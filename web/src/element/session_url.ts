/**
 * Address of the session's websocket.
 *
 * @param server address of the server, relative to `base`; by default the folder that `base` is in
 */
export function sessionUrl(server: string | undefined, base: string): string {
  const url = new URL('v1/session', new URL(server ? `${server.replace(/\/+$/, '')}/` : './', base));
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}
