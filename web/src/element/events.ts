import type { QualityReason } from '../avatar/adaptation.ts';
import type { RigProfile } from '../avatar/rig_profile.ts';
import type { ShotName } from '../avatar/shots.ts';
import type { Tier } from '../avatar/tiers.ts';
import type { ConnectionState } from '../client/index.ts';
import type { Describe, Handover, ServerMessage, Show, Transcript, TurnEnd, TurnState } from '../protocol/index.ts';
import type { FollowState } from './following.ts';
import type { HearingState } from './hearing.ts';

/**
 * What the avatar does, as a host shows it. `waiting`: speech was asked for and has not begun. `listening` and
 * `thinking` are shown while nothing is said, where the host asks for them.
 */
export type AvatarState = 'idle' | 'listening' | 'thinking' | 'waiting' | 'speaking' | 'paused';

/** A stretch of an utterance's text, as `text.slice(start, end)` cuts it. */
export interface TextStretch {
  readonly id: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Something was refused or failed; the avatar goes on. `code` is for programs, `message` for people. */
export interface AvatarError {
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
  /** The utterance concerned, if any. */
  readonly id?: string;
}

/** Why a figure is drawn flat. */
export type FlatReason = 'asked' | 'webgl_unavailable' | 'context_lost';

/** Everything a host can listen to. */
export interface AvatarEvents {
  /** A model is on the stage. */
  ready: { readonly model: string; readonly profile: RigProfile };
  /** A model is loading: 0 to 1. */
  progress: { readonly model: string; readonly fraction: number };
  error: AvatarError;
  /** A one-time code that was asked for, by which a host's backend binds this page; good for some seconds. */
  code: { readonly code: string; readonly seconds: number };
  /** A host has bound this page, and may command it from now on. */
  hostbound: Record<string, never>;
  /** The server has started anew and knows nothing of the host that had bound this page; a new code binds it again. */
  hostlost: Record<string, never>;
  /** The embed page needs a session token of its host, now or soon: the command `token` gives it. */
  tokenneeded: Record<string, never>;
  /** What the server says besides speech, for parts of the avatar that come late. */
  servermessage: ServerMessage;
  connection: { readonly state: ConnectionState };
  /** The server's offer, at every handshake. */
  describe: Describe;
  /** The first sample of an utterance is audible. */
  speakstart: {
    readonly id: string;
    readonly text: string;
    readonly voice: string;
    readonly language: string;
    /** The mood asked for with the utterance. */
    readonly emotion: string | null;
    /** The turn of the conversation that it answers; null for what was asked for by `speak`. */
    readonly turn: string | null;
  };
  /** `completed` is false when it was interrupted or failed. */
  speakend: { readonly id: string; readonly completed: boolean };
  word: TextStretch;
  sentence: TextStretch;
  mark: { readonly id: string; readonly name: string };
  /** A gesture begins, and is over; `completed` is false when another took its place. */
  clipstart: { readonly name: string };
  clipend: { readonly name: string; readonly completed: boolean };
  interrupted: { readonly ids: readonly string[] };
  /** A sound is followed, or no more: it was `stopped`, it `ended` by itself, or it `failed`, which an `error` explains. */
  follow: { readonly state: FollowState; readonly reason?: 'stopped' | 'ended' | 'failed' };
  /** The conversation of the page before goes on (`keep-conversation`): the visitor need not be greeted again. */
  resumed: Record<string, never>;
  /** A question is put, or the visitor begins to speak; what is then understood is told by `transcript`. */
  turnstart: { readonly id: string; readonly by: 'text' | 'voice'; readonly text: string };
  /** What the conversation is at. */
  turnstate: Omit<TurnState, 'type'>;
  /** What was understood of the visitor's speech so far. Every one replaces those before it. */
  transcript: Omit<Transcript, 'type'>;
  /** Links, pictures and buttons beside an answer. Text throughout, never HTML. */
  show: Omit<Show, 'type'>;
  /** A person is to take over: what becomes of it is the host's business. */
  handover: Omit<Handover, 'type'>;
  /** A turn is over. `heard`: what of the answer was audible. */
  turnend: Omit<TurnEnd, 'type'>;
  /** The visitor spoke while the avatar did, which stopped it. */
  bargein: { readonly ids: readonly string[] };
  /** Whether the visitor is listened to: it was `stopped`, or it `failed`, which an `error` explains. */
  hearing: { readonly state: HearingState; readonly reason?: 'stopped' | 'failed' };
  /** Speech waits for the visitor's first gesture. */
  autoplayblocked: Record<string, never>;
  autoplayallowed: Record<string, never>;
  /** The picture is drawn in another tier: `slow` and `headroom` were measured, with `fps` frames a second. */
  quality: { readonly tier: Tier; readonly reason: QualityReason; readonly fps: number };
  /** The figure is drawn flat from now on, and why; or in space again, after the graphics card came back. */
  figure: { readonly kind: '3d' | '2d'; readonly reason: FlatReason | 'context_restored' };
  shotchange: { readonly shot: ShotName };
  statechange: { readonly state: AvatarState };
}
