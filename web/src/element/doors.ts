import type { Avatar } from './avatar.ts';
import { installGetMessage } from './get_message.ts';
import { openHashChannel } from './hash_channel.ts';
import { openHostBridge } from './host_bridge.ts';

const DOORS: Readonly<Record<string, (avatar: Avatar) => () => void>> = {
  'get-message': (avatar) => installGetMessage(avatar, window as Parameters<typeof installGetMessage>[1]),
  'hash-channel': (avatar) => openHashChannel(avatar),
  'host-bridge': (avatar) => openHostBridge(avatar),
};

/** Opens the doors of these names to hosts of every kind; returns what closes them. */
export function openDoors(avatar: Avatar, names: readonly string[]): () => void {
  const closing = names.map((name) => DOORS[name]!(avatar));
  return () => {
    for (const close of closing) close();
  };
}
