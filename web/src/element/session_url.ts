/**
 * Address of the session's websocket.
 *
 * @param server address of the server, relative to `base`; by default the folder that `base` is in
 */
export function sessionUrl(server: string | undefined, base: string): string {
  const url = new URL('v1/session', serverRoot(server, base));
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}

/** The folder of the server's site, as an address that relative ones are resolved against. */
export function serverRoot(server: string | undefined, base: string): URL {
  return new URL(server ? `${server.replace(/\/+$/, '')}/` : './', base);
}
