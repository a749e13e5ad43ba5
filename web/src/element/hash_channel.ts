import type { Avatar } from './avatar.ts';
import { readCommand } from './commands.ts';
import { installDoor } from './get_message.ts';

/** The part of the fragment that is ours: `visavis=NUMBER.COMMAND`, among others that `&` separates. */
const KEY = 'visavis=';
/** Longest fragment that is read, in characters as they stand in the address. */
const LONGEST_HASH = 8192;
/** Commands in one fragment. */
const MOST_COMMANDS = 16;
const STORE = 'visavis-hash';

type Page = Pick<Window, 'location' | 'addEventListener' | 'removeEventListener' | 'sessionStorage'>;

/**
 * Obeys commands in the fragment of the page's address, for hosts that cannot call into their web view but can change
 * where it points: `#visavis=7.%7B%22type%22%3A%22speak%22%2C…%7D`.
 *
 * The number must be higher than that of the last command that was obeyed, so that each is obeyed once, also when the
 * page is loaded anew with the same address. The command, or a list of at most 16, is JSON in percent encoding, the
 * whole fragment no longer than 8,192 characters. Recordings and pictures are those of the page's own site.
 *
 * @returns a function that stops it
 */
export function openHashChannel(avatar: Avatar, page: Page = window): () => void {
  const { door, close } = installDoor(avatar, true);
  const refuse = (message: string) =>
    avatar.events.emit('error', { code: 'unknown_command', message, retryable: false });
  let last = remembered(page);
  const read = () => {
    const hash = page.location.hash.slice(1);
    const ours = hash.split('&').find((part) => part.startsWith(KEY));
    if (ours === undefined) return;
    const found = readFragment(hash, ours.slice(KEY.length));
    if ('refused' in found) {
      refuse(found.refused);
    } else if (found.number > last) {
      last = found.number;
      remember(page, last);
      for (const command of found.commands) {
        if (isForeign(command, page.location.href)) refuse('a fragment brings no files of other sites');
        else door(command);
      }
    }
  };
  page.addEventListener('hashchange', read);
  read();
  return () => {
    page.removeEventListener('hashchange', read);
    close();
  };
}

function readFragment(
  hash: string,
  text: string,
): { readonly number: number; readonly commands: readonly unknown[] } | { readonly refused: string } {
  if (hash.length > LONGEST_HASH) return { refused: `a fragment has at most ${LONGEST_HASH} characters` };
  const found = /^(\d{1,15})\.(.+)$/.exec(text);
  if (!found) return { refused: 'the fragment is visavis=NUMBER.COMMAND, with a number of at most 15 digits' };
  let value: unknown;
  try {
    value = JSON.parse(decodeURIComponent(found[2]!));
  } catch {
    return { refused: 'the command in the fragment is no JSON in percent encoding' };
  }
  const commands = Array.isArray(value) ? value : [value];
  if (commands.length > MOST_COMMANDS) return { refused: `a fragment has at most ${MOST_COMMANDS} commands` };
  return { number: Number(found[1]), commands };
}

/** Whether a command would bring something of another site here: anybody can write an address. */
function isForeign(input: unknown, here: string): boolean {
  const command = readCommand(input);
  if (!('type' in command)) return false;
  const elsewhere = (address: unknown) => {
    if (typeof address !== 'string') return false;
    try {
      return new URL(address, here).origin !== new URL(here).origin;
    } catch {
      return true;
    }
  };
  if (command.type === 'speakAudio') return elsewhere(command.url) || elsewhere(command.options.track);
  return command.type === 'background' && elsewhere(command.background);
}

/** Number of the last command that this tab has obeyed on this page. */
function remembered(page: Page): number {
  try {
    return Number(page.sessionStorage.getItem(STORE + page.location.pathname)) || 0;
  } catch {
    // A page in a sandbox has no storage: it obeys once as long as it stays.
    return 0;
  }
}

function remember(page: Page, number: number): void {
  try {
    page.sessionStorage.setItem(STORE + page.location.pathname, String(number));
  } catch {
    // As above.
  }
}
