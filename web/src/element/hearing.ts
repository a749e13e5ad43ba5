/**
 * `opening`: asks for the microphone, fetches what listens. `waiting`: nobody speaks. `hearing`: the visitor speaks.
 * `ended`: the microphone is closed.
 */
export type HearingState = 'opening' | 'waiting' | 'hearing' | 'ended';

export interface ListenOptions {
  /**
   * `open`, the default: whenever the visitor speaks, until {@link Hearing.stop}. `push`: from now on until then, as
   * while a button is held; it interrupts at once.
   */
  readonly mode?: 'open' | 'push';
  /** BCP 47 code of what will be said; found by the recogniser by default. */
  readonly language?: string | null;
  /** Who answers; by default whoever speaks. */
  readonly voice?: string | null;
  /** Which microphone, by its `deviceId`. */
  readonly deviceId?: string;
}
