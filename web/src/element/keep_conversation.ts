import type { Avatar } from './avatar.ts';
import { KEEP, keptPlace } from './kept_place.ts';

/**
 * Lays by what the conversation can be gone on with whenever the page may be about to go, and takes it away again when
 * it is looked at: a tab that is opened from this page has a copy of what is kept, and would take the conversation from
 * here. A `resumed` event tells that this page goes on with another's.
 */
export function keepConversation(avatar: Avatar, element: HTMLElement): () => void {
  const place = keptPlace(element, avatar.server);
  const keep = (kept: string | null) => {
    try {
      if (kept) sessionStorage.setItem(place, kept);
      else sessionStorage.removeItem(place);
    } catch {
      // A page that may store nothing keeps nothing.
    }
  };
  const layBy = () => keep(element.hasAttribute(KEEP) ? avatar.session.resumption : null);
  // Apps end pages that are out of sight without another word.
  const look = () => (document.hidden ? layBy() : keep(null));
  window.addEventListener('pagehide', layBy);
  window.addEventListener('pageshow', look);
  document.addEventListener('visibilitychange', look);
  look();
  const tell = () => {
    stop();
    if (avatar.session.resumed) avatar.events.emit('resumed', {});
  };
  let stop = () => {};
  if (avatar.connection === 'open') tell();
  else stop = avatar.events.on('describe', tell);
  return () => {
    stop();
    window.removeEventListener('pagehide', layBy);
    window.removeEventListener('pageshow', look);
    document.removeEventListener('visibilitychange', look);
    layBy();
  };
}
