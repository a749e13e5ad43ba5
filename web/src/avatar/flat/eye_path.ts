/** Half of an eye's width, in drawing units. */
export const EYE_HALF_WIDTH = 25;

/** How one eye stands: all 0 to 1. */
export interface LidShape {
  blink: number;
  squint: number;
  wide: number;
}

/** Lids of one eye around its middle (0, 0), as SVG path data. */
export interface LidPaths {
  /** The opening, to which the eyeball is clipped. */
  opening: string;
  /** The upper lid's edge, with its lashes. */
  upper: string;
  /** The fold above it; empty while the eye is shut. */
  fold: string;
}

/**
 * Draws the lids of one eye.
 *
 * @param roundness 1 for the round eyes of a toy, less for those of people
 * @param lash how far lashes run out past the corner, in drawing units
 */
export function drawLids(
  { blink, squint, wide }: LidShape,
  roundness: number,
  lash: number,
  outward: 1 | -1,
  paths: LidPaths,
): void {
  const half = EYE_HALF_WIDTH;
  const inner = n(-outward * half);
  const outer = n(outward * half);
  // A shut eye is a gentle arc below the middle, where the lids meet.
  const cornerY = 3 + 5 * blink;
  const up = mix(-38 * roundness - 5 * wide + 9 * squint, 15, blink);
  const down = mix(33 * roundness - 13 * squint, 15.4, blink);
  const near = half * 0.62;
  const lid = (y: number) => `C${n(-outward * near)} ${n(y)} ${n(outward * near)} ${n(y)} ${outer} ${n(cornerY - 2)}`;
  const back = `C${n(outward * near)} ${n(down)} ${n(-outward * near)} ${n(down)} ${inner} ${n(cornerY)}`;
  paths.opening = `M${inner} ${n(cornerY)}${lid(up)}${back}Z`;
  paths.upper = `M${inner} ${n(cornerY)}${lid(up)}q${n(outward * lash * 0.5)} ${n(lash * 0.1)} ${n(outward * lash)} ${n(mix(-0.55, 0.4, blink) * lash)}`;
  const foldY = up - mix(4, 14, blink);
  paths.fold =
    blink > 0.9
      ? ''
      : `M${n(-outward * half * 0.72)} ${n(cornerY - 17 * roundness)}C${n(-outward * near * 0.5)} ${n(foldY)} ${n(outward * near * 0.8)} ${n(foldY)} ${n(outward * half * 0.98)} ${n(cornerY - 12 * roundness)}`;
}

function mix(from: number, to: number, share: number): number {
  return from + (to - from) * share;
}

function n(value: number): string {
  return String(Math.round(value * 100) / 100);
}
