import { SHOT_NAMES, type ShotName } from '../avatar/shots.ts';
import { TIERS } from '../avatar/tiers.ts';
import type { Speak } from '../protocol/index.ts';
import type { MarkOptions } from './ai_mark.ts';
import type { Avatar } from './avatar.ts';
import type { AvatarOptions } from './options.ts';

type Attributes = Pick<Element, 'getAttribute' | 'hasAttribute'>;

/** Attributes that hold how speech is spoken where a call does not say otherwise. */
const SPOKEN = ['voice', 'language', 'rate', 'pitch', 'speaking-style'] as const;
/** An avatar's options by the attributes. What makes no sense is left out. */
export function optionsFrom(element: Attributes): AvatarOptions {
  const number = (name: string) => positive(element.getAttribute(name));
  const text = (name: string) => element.getAttribute(name) || undefined;
  const shot = text('shot') as ShotName | undefined;
  const quality = text('quality') as AvatarOptions['quality'];
  const codec = text('codec') as AvatarOptions['codec'];
  return {
    server: text('server'),
    defaults: defaultsFrom(element),
    ...(shot && SHOT_NAMES.includes(shot) ? { shot } : {}),
    ...(quality && isQuality(quality) ? { quality } : {}),
    ...(codec === 'pcm' || codec === 'opus' ? { codec } : {}),
    maxFps: number('max-fps'),
    maxPixelRatio: number('max-pixel-ratio'),
    lowPower: element.hasAttribute('low-power'),
    captions: element.hasAttribute('captions'),
    mark: markFrom(element),
  };
}

/** Brings a change of an attribute to a living avatar. A value that makes no sense changes nothing. */
export function bringAttribute(avatar: Avatar, name: string, element: Attributes): void {
  const value = element.getAttribute(name);
  switch (name) {
    case 'volume': {
      const volume = value === null ? 1 : Number(value);
      if (volume >= 0 && volume <= 1) avatar.volume = volume;
      break;
    }
    case 'muted':
      avatar.muted = value !== null;
      break;
    case 'emotion':
      avatar.setEmotion(value || 'neutral');
      break;
    case 'shot':
      if (SHOT_NAMES.includes(value as ShotName) && value !== avatar.shot) avatar.setShot(value as ShotName);
      break;
    case 'background':
      void avatar.setBackground(value || 'none');
      break;
    case 'quality':
      if (!value || isQuality(value)) avatar.quality = (value as AvatarOptions['quality']) || 'auto';
      break;
    case 'still':
      avatar.still = value !== null;
      break;
    case 'captions':
      avatar.showCaptions(value !== null);
      break;
    case 'mark':
    case 'mark-corner':
    case 'mark-size':
      avatar.setMark(markFrom(element));
      break;
    default:
      if (SPOKEN.includes(name as (typeof SPOKEN)[number])) avatar.defaults = defaultsFrom(element);
  }
}

/** What has to be applied to a new avatar besides its options. */
export const AT_START: readonly string[] = ['volume', 'muted', 'emotion', 'background', 'still'];

function defaultsFrom(element: Attributes): NonNullable<AvatarOptions['defaults']> {
  const found: { -readonly [K in keyof Speak]?: unknown } = {};
  for (const name of SPOKEN) {
    const value = element.getAttribute(name);
    if (!value) continue;
    if (name === 'rate' || name === 'pitch') {
      if (Number.isFinite(Number(value))) found[name] = Number(value);
    } else found[name === 'speaking-style' ? 'style' : name] = value;
  }
  return found as NonNullable<AvatarOptions['defaults']>;
}

/** The mark that says that the figure is AI-generated: `mark="none"` takes it away, another text takes its place. */
function markFrom(element: Attributes): NonNullable<AvatarOptions['mark']> | false {
  const text = element.getAttribute('mark');
  const corner = element.getAttribute('mark-corner');
  const size = positive(element.getAttribute('mark-size'));
  if (text === 'none') return false;
  return {
    ...(text ? { text } : {}),
    ...(corner ? { corner: corner as NonNullable<MarkOptions['corner']> } : {}),
    ...(size ? { size } : {}),
  };
}

function isQuality(value: string): boolean {
  return value === 'auto' || (TIERS as readonly string[]).includes(value);
}

function positive(value: string | null): number | undefined {
  const number = Number(value);
  return number > 0 ? number : undefined;
}
