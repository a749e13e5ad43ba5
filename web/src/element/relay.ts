import type { Avatar } from './avatar.ts';
import { installDoor } from './get_message.ts';

const open = new WeakSet<Avatar>();

/** Obeys what a host asks for through the server, from the first code on that the page has asked for. */
export function openRelay(avatar: Avatar): void {
  if (open.has(avatar)) return;
  open.add(avatar);
  const { door } = installDoor(avatar, true);
  avatar.events.on('servermessage', (message) => {
    if (message.type === 'command') door(message.command);
    if (message.type === 'code') avatar.events.emit('code', { code: message.code, seconds: message.expires_in_s });
    if (message.type === 'code_redeemed') avatar.events.emit('hostbound', {});
  });
}
