import type { Avatar } from './avatar.ts';
import { installDoor } from './get_message.ts';

const open = new WeakSet<Avatar>();

/**
 * Obeys what a host asks for through the server, from the first code on that the page has asked for.
 *
 * @param session id of the session that is open now
 */
export function openRelay(avatar: Avatar, session: () => string | null): void {
  if (open.has(avatar)) return;
  open.add(avatar);
  const { door } = installDoor(avatar, true);
  let bound: string | null = null;
  avatar.events.on('servermessage', (message) => {
    if (message.type === 'command') door(message.command);
    if (message.type === 'code') avatar.events.emit('code', { code: message.code, seconds: message.expires_in_s });
    if (message.type === 'code_redeemed') {
      bound = session();
      avatar.events.emit('hostbound', {});
    }
    // One by REST has no id: the session may still come back.
    if (message.type === 'welcome' && bound && message.session_id && message.session_id !== bound) {
      bound = null;
      avatar.events.emit('hostlost', {});
    }
  });
}
