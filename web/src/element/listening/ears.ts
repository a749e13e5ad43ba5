import type { ListenOptions } from '../hearing.ts';

/** What becomes of listening. */
export interface EarsEvents {
  /** The visitor speaks, or does not any more. */
  speaking(on: boolean): void;
  /** It is over, by itself. */
  failed(code: string, message: string, retryable: boolean): void;
}

/** Something that hears the visitor, and hands on what is said. */
export interface Ears {
  /** What was said until now is answered, then nothing is heard any more. */
  close(): void;
}

/** Opens ears. Throws AvatarFault. */
export type OpenEars = (options: ListenOptions, events: EarsEvents) => Promise<Ears>;
