import { expectFields } from '../protocol/index.ts';
import type { Avatar } from './avatar.ts';
import { installDoor } from './get_message.ts';
import type { Speech } from './speech.ts';

/** What must be there, and of what kind, for a host's message to be worked on. */
const REQUIRED: { readonly [type: string]: { readonly [field: string]: string } } = {
  command: { command: 'object' },
  code: { code: 'string', expires_in_s: 'number' },
};

const asking = new WeakMap<Avatar, () => void>();

/**
 * Asks for a code by which a host can bind this page; again in each new connection until one has come. From the first
 * time on the page obeys what its host asks for through the server.
 */
export function askForCode(avatar: Avatar, speech: Pick<Speech, 'send' | 'sessionId'>): void {
  const ask = asking.get(avatar) ?? openRelay(avatar, speech);
  asking.set(avatar, ask);
  ask();
}

function openRelay(avatar: Avatar, speech: Pick<Speech, 'send' | 'sessionId'>): () => void {
  const { door } = installDoor(avatar, true);
  const { events } = avatar;
  let wanted = false;
  /** Session that a host has bound. */
  let bound: string | null = null;
  events.on('servermessage', (message) => {
    try {
      expectFields({ ...message }, REQUIRED[message.type] || {});
    } catch (fault) {
      events.emit('error', { code: 'bad_frame', message: (fault as Error).message, retryable: false });
      return;
    }
    switch (message.type) {
      case 'command':
        door(message.command);
        break;
      case 'code':
        wanted = false;
        events.emit('code', { code: message.code, seconds: message.expires_in_s });
        break;
      case 'code_redeemed':
        bound = speech.sessionId;
        events.emit('hostbound', {});
        break;
      case 'welcome':
        // One by REST has no id: the session may still come back.
        if (bound && message.session_id && message.session_id !== bound) {
          bound = null;
          events.emit('hostlost', {});
        }
        if (wanted) speech.send({ type: 'ask_code' });
    }
  });
  return () => {
    wanted = true;
    speech.send({ type: 'ask_code' });
  };
}
