import type { SessionClient } from '../client/index.ts';

/** Share of a token's life after which the next one is fetched, and the least time between two. */
const RENEW_AT = 0.8;
const LEAST_MS = 5000;

type Client = Pick<SessionClient, 'events' | 'send' | 'tokenSeconds'>;

/**
 * Fetches a fresh token before the one that the session began with ends, so that no connection is broken for it. Where
 * that fails the session ends with the token, and begins anew with one that is fetched then.
 */
export function renewToken(client: Client, fetchToken: () => string | Promise<string>): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const schedule = (seconds: number | null | undefined) => {
    clearTimeout(timer);
    if (seconds) timer = setTimeout(renew, Math.max(LEAST_MS, seconds * 1000 * RENEW_AT));
  };
  const renew = async () => {
    try {
      client.send({ type: 'token', token: await fetchToken() });
    } catch {
      // Its end is told by the server, and a connection with another token follows.
    }
  };
  client.events.on('welcome', (welcome) => schedule(welcome.token_expires_in_s));
  client.events.on('other', (message) => message.type === 'token_accepted' && schedule(message.expires_in_s));
  client.events.on('state', (state) => state !== 'open' && clearTimeout(timer));
  schedule(client.tokenSeconds);
}
