import type { QualityMode } from '../avatar/adaptation.ts';
import type { Held } from '../avatar/look.ts';
import type { ShotName } from '../avatar/shots.ts';
import type { Tier } from '../avatar/tiers.ts';
import type { SessionToken } from '../client/index.ts';
import type { Speak } from '../protocol/index.ts';
import type { MarkOptions } from './ai_mark.ts';
import type { CodecWish } from './codec_wish.ts';

export interface AvatarOptions {
  /** Address of the visavis server; by default the page's own. */
  readonly server?: string;
  /** Shows that this page may speak, where the server asks for it: a token, or what fetches one. Never in an address. */
  readonly token?: SessionToken;
  /** What `session.resumption` of an avatar before said, perhaps on another page: its conversation goes on. A secret. */
  readonly resumption?: string | null;
  /** Address of a model's manifest or of a bare GLB, relative to the page; none loads no model. */
  readonly model?: string;
  /** Voice, language, rate and so on of every `speak` that does not say otherwise. */
  readonly defaults?: Partial<Omit<Speak, 'type' | 'id' | 'text'>>;
  readonly shot?: ShotName;
  /** Frames a second at most; 0, the default, for as many as the screen shows. */
  readonly maxFps?: number;
  readonly maxPixelRatio?: number;
  /** How rich the picture is: `auto`, the default, measures what the device can afford. */
  readonly quality?: QualityMode;
  /** Draws a flat figure, which leaves the graphics card alone and costs little; false by default. */
  readonly lowPower?: boolean;
  readonly audioContext?: AudioContext;
  /** How sound comes from the server: `auto`, the default, is Opus where it can be decoded, but PCM from this machine. */
  readonly codec?: CodecWish;
  /** The mark that says that the figure is AI-generated, which is there unless this is `false`. */
  readonly mark?: MarkOptions | false;
  /** Shows captions over the foot of the figure; false by default. */
  readonly captions?: boolean;
  /** By default what the visitor's system says. */
  readonly reducedMotion?: boolean;
}

/** What was last drawn, for tests and for a host's own monitor. Read it, do not keep it: it is reused. */
export interface AvatarProbe {
  readonly frameCount: number;
  /** `contextTime`: the audio context's own time when the face was mixed; what is audible then is earlier. */
  readonly lastFrame: { contextTime: number; utterance: string | null; seconds: number; running: boolean };
  readonly face: Float32Array;
  readonly triangles: number;
  readonly fps: number;
  readonly tier: Tier | null;
  /** What a model costs and holds on the graphics card; null without one. */
  readonly held: Held | null;
}
