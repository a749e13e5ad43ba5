import type { QualityMode } from '../avatar/adaptation.ts';
import { SHOT_NAMES, type ShotName } from '../avatar/shots.ts';
import { TIERS } from '../avatar/tiers.ts';
import { WAITING_ACTIVITIES, type WaitingActivity } from '../core/activity.ts';
import type { Speak } from '../protocol/index.ts';
import type { AskOptions } from './conversation/conversation.ts';
import type { ListenOptions } from './hearing.ts';
import type { SpeakAudioOptions } from './recording.ts';

/** What a host page, a mini-program or an app can ask for. */
export type Command =
  | { readonly type: 'mouth' | 'captions' | 'still'; readonly on: boolean }
  | { readonly type: 'speak'; readonly request: Partial<Speak> & { text: string } }
  | {
      readonly type: 'speakStream';
      readonly id: string;
      readonly text: string;
      readonly final: boolean;
      readonly options: Partial<Speak>;
    }
  | { readonly type: 'speakAudio'; readonly url: string; readonly options: SpeakAudioOptions }
  | { readonly type: 'interrupt'; readonly id?: string }
  | { readonly type: 'pause' | 'resume' }
  | { readonly type: 'emotion'; readonly name: string; readonly intensity: number }
  | { readonly type: 'clip'; readonly name: string }
  | { readonly type: 'clips' | 'support' | 'stopListening' }
  | { readonly type: 'ask'; readonly text: string; readonly options: AskOptions }
  | { readonly type: 'listen'; readonly options: ListenOptions }
  | { readonly type: 'avatar'; readonly name: string }
  | { readonly type: 'lookAt'; readonly yaw: number; readonly pitch: number }
  | { readonly type: 'activity'; readonly name: WaitingActivity }
  | { readonly type: 'shot'; readonly name: ShotName }
  | { readonly type: 'background'; readonly background: string }
  | { readonly type: 'tint'; readonly name: string; readonly colour: string }
  | { readonly type: 'quality'; readonly quality: QualityMode }
  | { readonly type: 'mute'; readonly muted: boolean }
  | { readonly type: 'volume'; readonly volume: number };

/** The element's methods mean the same as the shorter names. */
const SAME: Readonly<Record<string, string>> = {
  playClip: 'clip',
  listClips: 'clips',
  playMouth: 'mouth',
  setEmotion: 'emotion',
  setActivity: 'activity',
  setShot: 'shot',
  setBackground: 'background',
  setAvatar: 'avatar',
  setTint: 'tint',
  setQuality: 'quality',
  checkSupport: 'support',
  stop: 'interrupt',
};

/** A command that was not understood, and why. */
export interface Refusal {
  readonly refused: string;
}

const LONGEST_INPUT = 65_536;
const LONGEST_QUOTE = 80;
/** By a command only the server's own avatars can be had: whoever drives a page must not bring files to it. */
const AVATAR_NAME = /^[\w-]{1,64}$/;
/** How far eyes and head turn at 1, in radians: to the side, and up. */
const LOOK_YAW = 0.6;
const LOOK_PITCH = 0.35;
const SPEAK_OPTIONS = ['id', 'ssml', 'voice', 'language', 'rate', 'pitch', 'volume', 'emotion', 'style'] as const;

/**
 * Reads a command: `1` or `"1"` (mouth clips on), `2` or `"2"` (off), a JSON text, or an object with a `type`.
 * Never throws, whatever comes.
 */
export function readCommand(input: unknown): Command | Refusal {
  try {
    return read(input);
  } catch (cause) {
    return refuse(input, cause instanceof Error ? cause.message : String(cause));
  }
}

function read(input: unknown): Command | Refusal {
  let value = input;
  if (typeof value === 'string') {
    const text = value.trim();
    if (text.length > LONGEST_INPUT) return refuse(input, `longer than ${LONGEST_INPUT} characters`);
    if (text === '1' || text === '2') value = Number(text);
    else if (text.startsWith('{')) value = JSON.parse(text);
  }
  if (value === 1 || value === 2) return { type: 'mouth', on: value === 1 };
  if (typeof value !== 'object' || value === null) return refuse(input, 'expected 1, 2, or an object with a "type"');
  return readObject(value as Record<string, unknown>, input);
}

const LISTEN_MODES: readonly unknown[] = [undefined, 'open', 'push'];
const STREAM_OPTIONS = SPEAK_OPTIONS.filter((option) => option !== 'id' && option !== 'ssml');
const AUDIO_OPTIONS = ['id', 'text', 'language', 'emotion', 'style', 'track'];

function readObject(message: Record<string, unknown>, input: unknown): Command | Refusal {
  const { name } = message;
  const given = message.type;
  const type = typeof given === 'string' && SAME.hasOwnProperty(given) ? SAME[given] : given;
  switch (type) {
    case 'speak':
      if (typeof message.text !== 'string' || message.text.trim() === '')
        return refuse(input, '"speak" needs a "text"');
      return { type, request: speakRequest(message, message.text) };
    case 'speakAudio':
      if (typeof message.url !== 'string' || message.url === '') return refuse(input, '"speakAudio" needs a "url"');
      if (typeof (message.text ?? '') !== 'string') return refuse(input, '"text" is a string');
      return { type, url: message.url, options: pick(message, AUDIO_OPTIONS) };
    case 'speakStream': {
      const { id, text = '' } = message;
      if (typeof id !== 'string' || id === '') return refuse(input, '"speakStream" needs an "id" for all its pieces');
      if (typeof text !== 'string') return refuse(input, '"text" is a string');
      return { type, id, text, final: message.final === true, options: pick(message, STREAM_OPTIONS) };
    }
    case 'interrupt':
      return { type: 'interrupt', ...(typeof message.id === 'string' ? { id: message.id } : {}) };
    case 'pause':
    case 'resume':
    case 'clips':
    case 'support':
    case 'stopListening':
      return { type };
    case 'ask':
      if (typeof message.text !== 'string' || message.text.trim() === '') return refuse(input, '"ask" needs a "text"');
      return { type, text: message.text, options: pick(message, ['id', 'language', 'voice']) };
    case 'listen':
      if (!LISTEN_MODES.includes(message.mode)) return refuse(input, '"mode" is open or push');
      return { type, options: pick(message, ['mode', 'language']) };
    case 'avatar':
      return typeof name === 'string' && AVATAR_NAME.test(name)
        ? { type, name }
        : refuse(input, '"avatar" needs the "name" of an avatar of the server');
    case 'lookAt':
      return readLook(message, input);
    case 'mouth':
    case 'captions':
    case 'still':
      return { type, on: message.on !== false };
    case 'emotion': {
      const intensity = message.intensity ?? 1;
      if (typeof name !== 'string') return refuse(input, '"emotion" needs a "name"');
      if (!isShare(intensity)) return refuse(input, '"intensity" is 0 to 1');
      return { type, name, intensity };
    }
    case 'clip':
      return typeof name === 'string' ? { type, name } : refuse(input, '"clip" needs a "name"');
    case 'activity':
      if (!WAITING_ACTIVITIES.includes(name as WaitingActivity))
        return refuse(input, `"activity" needs a "name": ${WAITING_ACTIVITIES.join(', ')}`);
      return { type, name: name as WaitingActivity };
    case 'shot':
      if (!SHOT_NAMES.includes(name as ShotName))
        return refuse(input, `"shot" needs a "name": ${SHOT_NAMES.join(', ')}`);
      return { type, name: name as ShotName };
    case 'background':
      return { type, background: String(message.background ?? 'none') };
    case 'tint': {
      const { colour = message.color } = message;
      return typeof name === 'string' && typeof colour === 'string'
        ? { type, name, colour }
        : refuse(input, '"tint" needs "name" and "colour"');
    }
    case 'quality': {
      const quality = message.quality as QualityMode;
      return quality === 'auto' || TIERS.includes(quality)
        ? { type, quality }
        : refuse(input, `"quality" is auto, ${TIERS.join(', ')}`);
    }
    case 'mute':
    case 'unmute':
      return { type: 'mute', muted: type === 'mute' && message.muted !== false };
    case 'volume':
      return isShare(message.volume) ? { type, volume: message.volume } : refuse(input, '"volume" is 0 to 1');
    default:
      return refuse(input, 'unknown "type"');
  }
}

function speakRequest(message: Record<string, unknown>, text: string): Partial<Speak> & { text: string } {
  return { text, ...pick(message, SPEAK_OPTIONS) };
}

/** Where to look: `x` and `y` from -1 to 1, to the right and up as the visitor sees it; neither is straight ahead. */
function readLook({ x, y }: Record<string, unknown>, input: unknown): Command | Refusal {
  const [right, up] = [x ?? 0, y ?? 0];
  if (!isTurn(right) || !isTurn(up)) return refuse(input, '"x" and "y" are -1 to 1');
  return { type: 'lookAt', yaw: right * LOOK_YAW, pitch: up * LOOK_PITCH };
}

function isTurn(value: unknown): value is number {
  return typeof value === 'number' && value >= -1 && value <= 1;
}

/** Only what the wire knows goes on; the server judges the values. */
function pick(message: Record<string, unknown>, keys: readonly string[]): object {
  const picked: Record<string, unknown> = {};
  for (const key of keys) if (message[key] !== undefined) picked[key] = message[key];
  return picked;
}

function isShare(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 1;
}

function refuse(input: unknown, why: string): Refusal {
  return { refused: `${why}; received ${quote(input)}` };
}

/** What was received, short enough for a message. */
function quote(input: unknown): string {
  let text: string;
  try {
    text = (typeof input === 'function' ? 'a function' : JSON.stringify(input)) ?? String(input);
  } catch {
    text = Object.prototype.toString.call(input);
  }
  return text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text;
}
