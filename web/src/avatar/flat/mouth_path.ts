import type { MouthShape } from './mouth_shape.ts';

/** Drawing units. The mouth's middle, and how large it is when nothing is said. */
const HALF_WIDTH = 27;
const OPENING = 46;
const UPPER_LIP = 5.5;
const LOWER_LIP = 8.5;
/** A mouth drawn as a straight line looks sullen: its corners rest this much higher. */
const FRIENDLY = 3.6;

/** The parts of a mouth as SVG path data, around the point (0, 0) between the lips. */
export interface MouthPaths {
  /** Both lips, as one shape with the opening in it (fill rule evenodd). */
  lips: string;
  /** The opening: what is inside is clipped to it. */
  inside: string;
  /** The line where closed lips meet; empty when they are apart. */
  seam: string;
  /** Offsets of what is inside: upper teeth, lower teeth, and the tongue's tip. */
  upperTeethY: number;
  lowerTeethY: number;
  tongueY: number;
}

export function emptyPaths(): MouthPaths {
  return { lips: '', inside: '', seam: '', upperTeethY: 0, lowerTeethY: 0, tongueY: 0 };
}

/** Draws a mouth. */
export function drawMouth(mouth: MouthShape, lipFullness: number, paths: MouthPaths): void {
  const { open, wide, round, press, bite, upper, lower, tongue } = mouth;
  const half = HALF_WIDTH * (1 + 0.3 * wide - 0.46 * round - 0.06 * open);
  const height = OPENING * open * (1 - 0.3 * wide) * (1 - 0.15 * round);
  // The upper lip hardly moves: an opening grows downwards.
  const top = -height * (0.2 + 0.14 * upper + 0.14 * round);
  const bottom = height * (0.8 - 0.14 * round) + 2 * lower;
  const leftY = -9 * mouth.left - FRIENDLY + height * 0.12;
  const rightY = -9 * mouth.right - FRIENDLY + height * 0.12;
  // Where the curve leaves the corner: on a slant for an almond, upright for a ring.
  const ease = half * (0.52 - 0.4 * round - 0.18 * open);
  const full = lipFullness * (1 - 0.5 * press) * (1 + 0.35 * round);
  const above = UPPER_LIP * full * (1 - 0.3 * wide);
  const below = LOWER_LIP * full * (1 - 0.62 * bite) * (1 - 0.2 * wide);
  // The figure's left is on the right of the picture.
  const left = `${n(half)} ${n(leftY)}`;
  const right = `${n(-half)} ${n(rightY)}`;
  const arch = (y: number, from: number, to: number, reach: number) =>
    `C${n(-half + reach)} ${n(y * 1.33 + from * 0.1)} ${n(half - reach)} ${n(y * 1.33 + to * 0.1)} ${left}`;
  const sag = (y: number, reach: number) =>
    `C${n(half - reach)} ${n(y * 1.33)} ${n(-half + reach)} ${n(y * 1.33)} ${right}`;

  paths.inside = `M${right}${arch(top, rightY, leftY, ease)}${sag(bottom, ease)}Z`;
  const bow = top - above;
  const dip = bow + 2.2 * (1 - round);
  const outerTop =
    `M${n(-half - 1.5)} ${n(rightY)}C${n(-half * 0.7)} ${n(lift(rightY, bow))} ${n(-half * 0.34)} ${n(bow - 1.6)} 0 ${n(dip)}` +
    `C${n(half * 0.34)} ${n(bow - 1.6)} ${n(half * 0.7)} ${n(lift(leftY, bow))} ${n(half + 1.5)} ${n(leftY)}`;
  const outerBottom = `C${n(half * (0.72 + 0.2 * round))} ${n((bottom + below) * 1.3)} ${n(-half * (0.72 + 0.2 * round))} ${n((bottom + below) * 1.3)} ${n(-half - 1.5)} ${n(rightY)}Z`;
  paths.lips = `${outerTop}${outerBottom}${paths.inside}`;
  const apart = height > 2.5;
  paths.seam = apart ? '' : `M${right}${arch(Math.max(top, -1), rightY, leftY, half * 0.5)}`;
  paths.upperTeethY = top - 3 - 2 * (1 - open) + 3 * bite;
  paths.lowerTeethY = bottom + 4 + 10 * open - 6 * wide;
  paths.tongueY = bottom * (1 - 0.75 * tongue) + 14 - 15 * tongue;
}

/** Between corner and bow, nearer to the bow. */
function lift(corner: number, bow: number): number {
  return corner + (bow - corner) * 0.8;
}

/** Two decimals are a hundredth of a unit: finer than a pixel of the largest screen. */
function n(value: number): string {
  return String(Math.round(value * 100) / 100);
}
