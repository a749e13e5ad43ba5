import type { Avatar } from '../../element/avatar.ts';
import type { CodeCard } from '../pairing/code_card.ts';

/** A server that could give no code is asked again after this; it gives six a minute. */
const AGAIN_MS = 20_000;

/** Shows one-time codes, one after the other, until a backend has bound the kiosk; anew when the server forgot it. */
export function offerCode(avatar: Pick<Avatar, 'events' | 'askCode'>, card: Pick<CodeCard, 'show' | 'hide'>): void {
  const { events } = avatar;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const askIn = (ms: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => avatar.askCode(), ms);
  };
  events.on('code', ({ code, seconds }) => {
    card.show(code, seconds);
    askIn(seconds * 1000);
  });
  events.on('hostbound', () => {
    clearTimeout(timer);
    card.hide();
  });
  events.on('hostlost', () => avatar.askCode());
  events.on('error', ({ code, id }) => {
    if (id === undefined && (code === 'rate_limited' || code === 'relay_unavailable')) askIn(AGAIN_MS);
  });
  avatar.askCode();
}
