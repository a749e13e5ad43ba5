/**
 * How a model talks: which channel space moves its mouth, or what moves instead when it has no mouth morph targets
 * (`jaw`: a bone; `clip`: a mouth clip's weight; `none`: nothing can move).
 */
export type SpeechSpace = 'arkit52' | 'viseme15' | 'jaw' | 'clip' | 'none';

/** What a model offers to a face. */
export interface RigProfile {
  readonly speechSpace: SpeechSpace;
  /** Names of the channels that have morph targets. */
  readonly channels: readonly string[];
  /** Channels of the speech space that have none; stand-ins move for them where there are any. */
  readonly missing: readonly string[];
  /** Meshes that carry at least one bound morph target. */
  readonly meshes: number;
  readonly jawBone: string | null;
}
