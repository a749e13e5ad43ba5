import { SHOT_NAMES } from '../avatar/shots.ts';
import { TIERS } from '../avatar/tiers.ts';
import { CORNERS } from './ai_mark.ts';
import type { Avatar } from './avatar.ts';

type Judge = (value: string) => string | null;

const LONGEST_QUOTE = 80;

const among =
  (...names: readonly string[]): Judge =>
  (value) =>
    names.includes(value) ? null : `it is one of ${names.join(', ')}`;

const between =
  (least: number, most: number): Judge =>
  (value) =>
    value.trim() !== '' && Number(value) >= least && Number(value) <= most ? null : `it is ${least} to ${most}`;

const aboveNone: Judge = (value) => (Number(value) > 0 && Number(value) < Infinity ? null : 'it is a number above 0');

/** What may stand in an attribute; bounds of speech are those of the wire. */
const JUDGES: Readonly<Record<string, Judge>> = {
  volume: between(0, 1),
  rate: between(0.5, 2),
  pitch: between(-12, 12),
  'speaking-style': among('neutral', 'whisper', 'clear', 'shout'),
  shot: among(...SHOT_NAMES),
  quality: among('auto', ...TIERS),
  codec: among('auto', 'pcm', 'opus'),
  'mark-corner': among(...CORNERS),
  'mark-size': aboveNone,
  'max-fps': aboveNone,
  'max-pixel-ratio': aboveNone,
  token: () => 'it is a property, never an attribute, which everybody could read',
  server: (value) => {
    try {
      return /^https?:$/.test(new URL(value, document.baseURI).protocol) ? null : 'it begins with https:// or http://';
    } catch {
      return 'it is no address';
    }
  },
};

/** What is wrong with an attribute's value; null when nothing is, or nobody can tell. */
export function faultOf(name: string, value: string): string | null {
  return (JUDGES.hasOwnProperty(name) && value && JUDGES[name]!(value)) || null;
}

/** Has the avatar tell of values that cannot be among these attributes of its element, which it leaves out. */
export function tellFaults(
  avatar: Pick<Avatar, 'events'>,
  element: Pick<Element, 'getAttribute'>,
  names: readonly string[],
): void {
  for (const name of names) {
    const value = element.getAttribute(name) || '';
    const fault = faultOf(name, value);
    // What was not to stand in the tag is not to stand in a log either.
    const quoted = name === 'token' ? '…' : value.slice(0, LONGEST_QUOTE);
    const message = `${name}="${quoted}": ${fault}`;
    if (fault) avatar.events.emit('error', { code: 'bad_attribute', message, retryable: false });
  }
}
