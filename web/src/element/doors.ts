import type { Avatar } from './avatar.ts';
import { installGetMessage } from './get_message.ts';
import { openHashChannel } from './hash_channel.ts';
import { openHostBridge } from './host_bridge.ts';
import { keepConversation } from './keep_conversation.ts';

const DOORS: Readonly<Record<string, (avatar: Avatar, element: HTMLElement) => () => void>> = {
  'get-message': (avatar) => installGetMessage(avatar, window as Parameters<typeof installGetMessage>[1]),
  'hash-channel': (avatar) => openHashChannel(avatar),
  'host-bridge': (avatar) => openHostBridge(avatar),
  'keep-conversation': keepConversation,
};

/** Opens the doors of these names to hosts of every kind; returns what closes them. */
export function openDoors(avatar: Avatar, names: readonly string[], element: HTMLElement): () => void {
  const closing = names.map((name) => DOORS[name]!(avatar, element));
  return () => {
    for (const close of closing) close();
  };
}
