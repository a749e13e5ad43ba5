import { keptInTab } from '../avatar/tab_memory.ts';
import { Avatar } from './avatar.ts';
import { AT_START, bringAttribute, optionsFrom } from './element_attributes.ts';
import { KEEP, keptPlace } from './kept_place.ts';
import { avatarAddress } from './model_address.ts';
import type { AvatarOptions } from './options.ts';

export { Avatar } from './avatar.ts';

/** The avatar that an element shows where its attribute names none. */
const DEFAULT_AVATAR = 'mei';

/** Makes an element's avatar by its attributes; the model comes by {@link showModel}. */
export function makeAvatar(
  stage: HTMLElement,
  element: HTMLElement,
  given: Pick<AvatarOptions, 'server' | 'token'>,
): Avatar {
  const resumption = element.hasAttribute(KEEP) ? keptInTab(keptPlace(element, given.server)) : null;
  const avatar = new Avatar(stage, { ...optionsFrom(element), ...given, resumption });
  for (const name of AT_START) if (element.hasAttribute(name)) bringAttribute(avatar, name, element);
  tellFaults(avatar, element, element.getAttributeNames());
  stage.querySelector('canvas')?.setAttribute('part', 'canvas');
  return avatar;
}

/** Brings a change of an attribute to a living avatar; an `error` event tells of a value that cannot be. */
export function applyAttribute(avatar: Avatar, name: string, element: HTMLElement): void {
  bringAttribute(avatar, name, element);
  tellFaults(avatar, element, [name]);
}

/** By a script that speech does not wait for. */
function tellFaults(avatar: Avatar, element: HTMLElement, names: readonly string[]): void {
  void import('./attribute_faults.ts').then(({ tellFaults }) => tellFaults(avatar, element, names));
}

/** Shows the model that the element's attribute names; `none` shows none. Rejects with what an `error` event tells. */
export async function showModel(avatar: Avatar, element: HTMLElement): Promise<void> {
  const name = element.getAttribute('avatar') || DEFAULT_AVATAR;
  if (name === 'none') return;
  await avatar.loadModel(avatarAddress(name, avatar.server, document.baseURI));
}

/** The ways by which a host may drive the avatar, as far as the attributes open them; returns what closes them. */
export function openDoors(avatar: Avatar, element: HTMLElement): () => void {
  const doors = ['get-message', 'hash-channel', 'host-bridge', KEEP];
  const wanted = doors.filter((name) => element.hasAttribute(name));
  if (wanted.length === 0) return () => {};
  let close = () => {};
  let closed = false;
  void import('./doors.ts').then(({ openDoors }) => {
    if (!closed) close = openDoors(avatar, wanted, element);
  });
  return () => {
    closed = true;
    close();
  };
}

export async function openStream(
  avatar: Avatar,
  options: Parameters<typeof import('./speak_stream.ts').openStream>[1],
): Promise<import('./speak_stream.ts').SpeakStream> {
  const { openStream } = await import('./speak_stream.ts');
  return openStream(avatar, options);
}
