import type { QualityMode } from '../avatar/adaptation.ts';
import type { ShotName } from '../avatar/shots.ts';
import type { Speak } from '../protocol/index.ts';
import type { Corner } from './ai_mark.ts';
import type { CodecWish } from './codec_wish.ts';
import type { ElementEventMap } from './element_events.ts';

/** What may stand in the element's tag, for frameworks whose templates are checked. */
export interface AvatarAttributes {
  /** One of the server's by its name, the address of a manifest or GLB, or `none`. */
  readonly avatar?: string;
  readonly server?: string;
  readonly voice?: string;
  readonly language?: string;
  /** 0.5 to 2. */
  readonly rate?: number | string;
  /** Semitones, -12 to 12. */
  readonly pitch?: number | string;
  readonly 'speaking-style'?: NonNullable<Speak['style']>;
  /** 0 to 1. */
  readonly volume?: number | string;
  readonly muted?: boolean;
  readonly emotion?: NonNullable<Speak['emotion']>;
  readonly shot?: ShotName;
  /** A CSS colour, the address of a picture, or `none`. */
  readonly background?: string;
  readonly quality?: QualityMode;
  readonly codec?: CodecWish;
  readonly 'max-fps'?: number | string;
  readonly 'max-pixel-ratio'?: number | string;
  readonly captions?: boolean;
  readonly still?: boolean;
  readonly 'low-power'?: boolean;
  /** Words of the mark, or `none`. */
  readonly mark?: string;
  readonly 'mark-corner'?: Corner;
  readonly 'mark-size'?: number | string;
  readonly 'get-message'?: boolean;
  readonly 'hash-channel'?: boolean;
  readonly 'host-bridge'?: boolean;
  readonly 'keep-conversation'?: boolean;
}

/** Handlers of the element's events as React 19 names them in a tag: `onsentence`, `onstatechange`, … */
export type AvatarEventHandlers = {
  readonly [K in keyof ElementEventMap as `on${K}`]?: (event: ElementEventMap[K]) => void;
};
