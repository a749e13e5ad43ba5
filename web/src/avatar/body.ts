import type { HeadMotion } from '../core/head_motion.ts';

/** What turns a figure's head and eyes, whatever they are made of. */
export interface Body {
  /** Before the clips move on. */
  release(): void;
  /** After them. Gaze in radians, yaw to the figure's own left, pitch up. */
  apply(dtSeconds: number, head: HeadMotion, gazeYaw: number, gazePitch: number): void;
}
