import { CORNERS, type Corner } from '../../element/ai_mark.ts';
import type { AvatarOptions } from '../../element/options.ts';
import type { Speak } from '../../protocol/index.ts';
import type { PageLanguage } from '../page_text.ts';

/** A text in one language for all, or in each. */
export type Words = string | { readonly zh?: string; readonly en?: string };

export interface KioskButton {
  readonly label: Words;
  readonly text: Words;
  /** Asked instead where the server converses; empty for a text that is said. */
  readonly ask: Words;
  readonly ssml: boolean;
  readonly emotion: Speak['emotion'];
}

export interface KioskGroup {
  readonly label: Words;
  readonly buttons: readonly KioskButton[];
}

/** What a kiosk shows and says, as the server gives it in `kiosk.json`. */
export interface KioskConfig {
  readonly avatar: string | null;
  readonly voice: string | null;
  readonly language: PageLanguage | null;
  readonly rate: number;
  readonly style: Speak['style'];
  readonly shot: AvatarOptions['shot'];
  readonly quality: AvatarOptions['quality'];
  readonly emotion: string;
  readonly background: string;
  readonly title: Words;
  /** Said at a visitor's first touch. */
  readonly greeting: Words;
  readonly captions: boolean;
  readonly captionSize: 'small' | 'medium' | 'large';
  /** Sets of buttons, of which one is shown; the first may have no label. */
  readonly groups: readonly KioskGroup[];
  readonly keepAwake: boolean;
  /** Back to the start after so long without a visitor; 0 never. */
  readonly idleAfterSeconds: number;
  /** The page is loaded anew when the server was away for longer; 0 never. */
  readonly reloadAfterSeconds: number;
  readonly askCode: boolean;
  readonly microphone: 'off' | 'push' | 'open';
  /** What is done now and then while nobody is there; `everySeconds` 0 never. */
  readonly attract: {
    readonly everySeconds: number;
    readonly texts: readonly Words[];
    readonly gestures: readonly string[];
  };
  readonly mark: { readonly text?: string; readonly corner?: Corner };
}

type Json = { readonly [field: string]: unknown };

const MOST_BUTTONS = 12;
const MOST_GROUPS = 6;

/** Reads what the server gave. What is missing or makes no sense has its default: a kiosk shows something always. */
export function readKioskConfig(json: unknown): KioskConfig {
  const given = object(json);
  const attract = object(given.attract);
  const mark = object(given.mark);
  const first = buttons(given.buttons);
  const more = list(given.groups)
    .slice(0, MOST_GROUPS)
    .map((group) => ({ label: words(object(group).label), buttons: buttons(object(group).buttons) }))
    .filter((group) => group.buttons.length > 0);
  const markText = text(mark.text);
  return {
    avatar: text(given.avatar),
    voice: text(given.voice),
    language: oneOf(given.language, ['zh', 'en'] as const) ?? null,
    rate: number(given.rate, 1, 0.5, 2),
    style: oneOf(given.style, ['whisper', 'neutral', 'clear', 'shout'] as const) ?? 'neutral',
    shot: oneOf(given.shot, ['full', 'mid', 'upper', 'head'] as const) ?? 'upper',
    quality: oneOf(given.quality, ['auto', 'low', 'medium', 'high'] as const) ?? 'auto',
    emotion: text(given.emotion) ?? 'relaxed',
    background: text(given.background) ?? '',
    title: words(given.title),
    greeting: words(given.greeting),
    captions: given.captions !== false,
    captionSize: oneOf(given.caption_size, ['small', 'medium', 'large'] as const) ?? 'large',
    groups: [...(first.length > 0 ? [{ label: words(given.buttons_label), buttons: first }] : []), ...more],
    keepAwake: given.keep_awake !== false,
    idleAfterSeconds: number(given.idle_after_s, 120, 0, 86_400),
    reloadAfterSeconds: number(given.reload_after_s, 60, 0, 86_400),
    askCode: given.ask_code === true,
    microphone: oneOf(given.microphone, ['off', 'push', 'open'] as const) ?? 'off',
    attract: {
      everySeconds: number(attract.every_s, 45, 0, 86_400),
      texts: list(attract.texts).map(words),
      gestures: (Array.isArray(attract.gestures) ? list(attract.gestures) : ['greeting']).filter(isText),
    },
    mark: {
      ...(markText === null ? {} : { text: markText }),
      ...(oneOf(mark.corner, CORNERS) ? { corner: mark.corner as Corner } : {}),
    },
  };
}

/** A text in a language; in the other where it has none in that. */
export function inLanguage(given: Words, language: PageLanguage): string {
  if (typeof given === 'string') return given;
  return given[language] ?? given[language === 'zh' ? 'en' : 'zh'] ?? '';
}

function buttons(value: unknown): KioskButton[] {
  return list(value)
    .slice(0, MOST_BUTTONS)
    .map((one) => {
      const { label, text: said, ask, ssml, emotion } = object(one);
      return {
        label: words(label),
        text: words(said),
        ask: words(ask),
        ssml: ssml === true,
        emotion: text(emotion) as Speak['emotion'],
      };
    })
    .filter(({ label, text: said }) => label !== '' && said !== '');
}

function words(value: unknown): Words {
  if (isText(value)) return value;
  const { zh, en } = object(value);
  const both = { ...(isText(zh) ? { zh } : {}), ...(isText(en) ? { en } : {}) };
  return Object.keys(both).length > 0 ? both : '';
}

function object(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

function text(value: unknown): string | null {
  return isText(value) ? value : null;
}

function number(value: unknown, otherwise: number, least: number, most: number): number {
  return typeof value === 'number' && value >= least && value <= most ? value : otherwise;
}

function oneOf<T>(value: unknown, known: readonly T[]): T | undefined {
  return known.includes(value as T) ? (value as T) : undefined;
}
