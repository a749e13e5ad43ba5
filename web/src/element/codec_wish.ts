import type { SessionClient } from '../client/index.ts';

/** The form in which sound is to come: `auto` is Opus where it can be decoded, but PCM from this machine. */
export type CodecWish = 'auto' | 'pcm' | 'opus';

const HERE = /^wss?:\/\/(localhost|127[\d.]+|\[::1\])[:/]/;

/** Whether a session at an address should get Opus. Where bytes cost nothing, decoding them is for nothing. */
export function wantsOpus(wish: CodecWish | undefined, url: string): boolean {
  return wish === 'opus' || (wish !== 'pcm' && !HERE.test(url));
}

/** Fetches the decoder beside all the rest. The session begins with PCM where it does not come in time. */
export function withCodec(client: SessionClient, wish: CodecWish | undefined, url: string): SessionClient {
  if (wantsOpus(wish, url))
    import('./opus_sound.ts').then(
      ({ offerOpus }) => offerOpus(client, wish),
      () => {},
    );
  return client;
}
