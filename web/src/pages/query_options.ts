import type { QualityMode } from '../avatar/adaptation.ts';
import { SHOT_NAMES, type ShotName } from '../avatar/shots.ts';
import { TIERS, type Tier } from '../avatar/tiers.ts';
import type { CodecWish } from '../element/codec_wish.ts';
import type { Speak } from '../protocol/index.ts';
import type { PageLanguage } from './page_text.ts';

/** What the page's address asks for: `?model=pip&voice=…&text=…&lang=en&shot=head&emotion=happy&rate=1.2&style=clear`. */
export interface QueryOptions {
  readonly model?: string;
  readonly voice?: string;
  readonly text?: string;
  readonly lang?: PageLanguage;
  readonly shot?: ShotName;
  readonly emotion?: string;
  readonly rate?: number;
  readonly style?: SpeakingStyle;
  readonly quality?: QualityMode;
  /** A colour, or a picture of this site. */
  readonly bg?: string;
  readonly codec?: CodecWish;
  /** The figure is drawn flat. */
  readonly flat?: boolean;
  /** Captions over the figure's foot. */
  readonly captions?: boolean;
  /** No idle loop. */
  readonly still?: boolean;
  /** Whether the text box asks or has its text said, where the server converses; asks unless there is a `text`. */
  readonly mode?: 'ask' | 'say';
  /** Latencies of the last turns are shown. */
  readonly overlay?: boolean;
}

type SpeakingStyle = Speak['style'];

const STYLES: readonly SpeakingStyle[] = ['whisper', 'neutral', 'clear', 'shout'];
const LONGEST_TEXT = 2000;
const LONGEST_NAME = 200;

/** Reads the options; what makes no sense is left out. */
export function readQuery(search: string): QueryOptions {
  const query = new URLSearchParams(search);
  const word = (key: string, longest = LONGEST_NAME) => query.get(key)?.trim().slice(0, longest) || undefined;
  const lang = word('lang');
  const shot = word('shot') as ShotName | undefined;
  const rate = Number(word('rate'));
  const options: { -readonly [K in keyof QueryOptions]: QueryOptions[K] } = {};
  const model = word('model');
  const voice = word('voice');
  const text = word('text', LONGEST_TEXT);
  const emotion = word('emotion');
  if (model) options.model = model;
  if (voice) options.voice = voice;
  if (text) options.text = text;
  if (emotion) options.emotion = emotion;
  const quality = word('quality');
  const bg = word('bg');
  if (quality === 'auto' || TIERS.includes(quality as Tier)) options.quality = quality as QualityMode;
  if (bg) options.bg = bg;
  if (lang && /^(zh|en)/i.test(lang)) options.lang = lang.slice(0, 2).toLowerCase() as PageLanguage;
  if (shot && SHOT_NAMES.includes(shot)) options.shot = shot;
  const codec = word('codec');
  if (codec === 'auto' || codec === 'pcm' || codec === 'opus') options.codec = codec;
  if (word('figure') === '2d') options.flat = true;
  const mode = word('mode');
  if (mode === 'ask' || mode === 'say') options.mode = mode;
  if (query.has('overlay')) options.overlay = true;
  if (query.has('captions')) options.captions = true;
  if (query.has('still')) options.still = true;
  const style = word('style') as SpeakingStyle | undefined;
  if (style && STYLES.includes(style)) options.style = style;
  if (rate >= 0.5 && rate <= 2) options.rate = rate;
  return options;
}

/** What to put behind the avatar: a colour, or a picture of this site; null for one of another site. */
export function backgroundAddress(bg: string, base: string): string | null {
  if (bg === 'none' || CSS.supports('color', bg)) return bg;
  const url = new URL(bg, base);
  return url.origin === new URL(base).origin ? url.href : null;
}

/**
 * Address of a model by its name in the server's list, or as a path on this site. Another site's address is refused:
 * a link to this page must not make it show what a stranger chose.
 */
export function modelAddress(model: string, base: string): string | null {
  if (/^[\w-]+$/.test(model)) return new URL(`models/${model}/manifest.json`, base).href;
  const url = new URL(model, base);
  return url.origin === new URL(base).origin ? url.href : null;
}
