import type { Shot, ShotName } from './shots.ts';

/** Narrowest picture, width over height of the shot, in which its subject still fits. */
const NEEDED_ASPECT: Readonly<Record<ShotName, number>> = { full: 0.42, mid: 0.62, upper: 0.72, head: 0.78 };

/** How far the middle of a tall picture sinks, as a share of the height that it shows more. */
const LOWERED: Readonly<Record<ShotName, number>> = { full: 0, mid: 0.26, upper: 0.3, head: 0.3 };

/** Where the camera stands for a shot. */
export interface Framing {
  readonly target: readonly [number, number, number];
  readonly distance: number;
}

/**
 * Distance at which a shot fills the picture: by its height, or by its width where the picture is narrower than the
 * subject, so that shoulders are not cut on a phone.
 *
 * @param aspect width over height of the picture
 * @param fovDegrees vertical field of view
 */
export function frameShot(name: ShotName, shot: Shot, aspect: number, fovDegrees: number): Framing {
  const halfTangent = Math.tan((fovDegrees * Math.PI) / 360);
  const byHeight = shot.height_m / 2 / halfTangent;
  const needed = NEEDED_ASPECT[name];
  if (aspect >= needed) return { target: shot.target, distance: byHeight };
  // What a tall picture shows more is the figure, rather than the air above it.
  const more = shot.height_m * (needed / aspect - 1);
  const [x, y, z] = shot.target;
  return { target: [x, y - more * LOWERED[name], z], distance: (byHeight * needed) / aspect };
}
