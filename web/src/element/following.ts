/**
 * `opening`: asks for the microphone. `waiting`: sound stands still, until the visitor's first gesture or in a call.
 * `following`: the mouth moves with the sound. `ended`: for good.
 */
export type FollowState = 'opening' | 'waiting' | 'following' | 'ended';

export interface FollowOptions {
  /**
   * Whether the sound is heard through the avatar, delayed by as much as the lips are. By default only what an element
   * plays is; a stream or a node is played by its owner. The microphone is never played.
   */
  readonly play?: boolean;
  /** Which microphone, by its `deviceId`. */
  readonly deviceId?: string;
}

/** A sound that is being followed. */
export interface Following {
  readonly state: FollowState;
  /** By how much the lips are behind the sound, or the sound that is played is delayed, in ms; null before it is known. */
  readonly lagMs: number | null;
  stop(): void;
}

/** The same for whoever makes it true. */
export type OwnFollowing = { -readonly [K in keyof Following]: Following[K] };
