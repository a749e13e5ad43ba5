import { channelIndices, VISEME_OFFSET, VISEME15 } from '../../core/channels.ts';

/** What a drawn mouth shows. All 0 to 1, but for the corners and the shift, -1 to 1. */
export interface MouthShape {
  /** How far the lips are apart. */
  open: number;
  /** How far the jaw has dropped, which the chin follows. */
  jaw: number;
  wide: number;
  /** Lips drawn together to a ring. */
  round: number;
  /** The upper lip lifted off the teeth, and the lower one pulled down. */
  upper: number;
  lower: number;
  /** Lips pressed on each other. */
  press: number;
  /** The lower lip to the upper teeth. */
  bite: number;
  /** 0 behind the teeth, 1 between them. */
  tongue: number;
  /** Corners of the mouth up (a smile) or down, as the figure's own sides. */
  left: number;
  right: number;
  /** The whole mouth to the figure's left. */
  shift: number;
}

export function restingMouth(): MouthShape {
  return { open: 0, jaw: 0, wide: 0, round: 0, upper: 0, lower: 0, press: 0, bite: 0, tongue: 0, left: 0, right: 0, shift: 0 }; // biome-ignore format: as many as there are
}

/** What each viseme looks like: how far open, wide (below 0: round), pressed, bitten, and the tongue. Drawn by eye. */
const VISEMES: { readonly [viseme: string]: readonly [open: number, wide: number, press: number, bite: number, tongue: number] } = {
  sil: [0, 0, 0, 0, 0],
  PP: [0, 0, 1, 0, 0],
  FF: [0.1, 0.1, 0, 1, 0],
  TH: [0.24, 0.1, 0, 0, 1],
  DD: [0.22, 0.12, 0, 0, 0.6],
  kk: [0.26, 0.08, 0, 0, 0.1],
  CH: [0.22, -0.6, 0, 0, 0.2],
  SS: [0.12, 0.35, 0, 0, 0.2],
  nn: [0.2, 0.1, 0, 0, 0.7],
  RR: [0.24, -0.5, 0, 0, 0.3],
  aa: [0.85, 0.1, 0, 0, 0],
  E: [0.46, 0.5, 0, 0, 0],
  I: [0.26, 0.75, 0, 0, 0.1],
  O: [0.56, -0.75, 0, 0, 0],
  U: [0.24, -1, 0, 0, 0],
}; // biome-ignore format: a table
const VISEME_ROWS = VISEME15.map((viseme) => VISEMES[viseme]!);

const [JAW, CLOSE, FUNNEL, PUCKER, ROLL_LOWER, ROLL_UPPER, TONGUE, TO_LEFT, TO_RIGHT, JAW_LEFT, JAW_RIGHT] =
  channelIndices([
    'jawOpen',
    'mouthClose',
    'mouthFunnel',
    'mouthPucker',
    'mouthRollLower',
    'mouthRollUpper',
    'tongueOut',
    'mouthLeft',
    'mouthRight',
    'jawLeft',
    'jawRight',
  ]) as [number, number, number, number, number, number, number, number, number, number, number];
const pair = (name: string) => channelIndices([`${name}Left`, `${name}Right`]) as [number, number];
const SMILE = pair('mouthSmile');
const FROWN = pair('mouthFrown');
const STRETCH = pair('mouthStretch');
const DIMPLE = pair('mouthDimple');
const PRESS = pair('mouthPress');
const LOWER_DOWN = pair('mouthLowerDown');
const UPPER_UP = pair('mouthUpperUp');

/** A jaw that is this far open in a track is a mouth as wide open as it is drawn. */
const FULL_JAW = 0.75;

/** Reads a mixed face, 0 to 1 over FACE_CHANNELS, into what a drawn mouth shows. Allocates nothing. */
export function readMouth(face: Float32Array, mouth: MouthShape): void {
  const at = (channel: number) => face[channel]!;
  const both = ([left, right]: readonly [number, number]) => (at(left) + at(right)) / 2;
  const jaw = at(JAW);
  let open =
    Math.max(0, jaw - at(CLOSE)) / FULL_JAW + 0.3 * both(LOWER_DOWN) + 0.2 * both(UPPER_UP) + 0.15 * at(FUNNEL);
  let wide = 0.6 * both(SMILE) + 0.9 * both(STRETCH) + 0.3 * both(DIMPLE) - 0.95 * at(PUCKER) - 0.6 * at(FUNNEL);
  let press = Math.max(Math.min(at(ROLL_LOWER), at(ROLL_UPPER)) / 0.4, both(PRESS) / 0.5);
  let bite = Math.max(0, at(ROLL_LOWER) - at(ROLL_UPPER)) / 0.6;
  let tongue = at(TONGUE);
  let drop = jaw / FULL_JAW;
  for (let viseme = 0; viseme < VISEME_ROWS.length; viseme++) {
    const weight = at(VISEME_OFFSET + viseme);
    if (weight === 0) continue;
    const row = VISEME_ROWS[viseme]!;
    open += weight * row[0];
    drop += weight * row[0] * 0.8;
    wide += weight * row[1];
    press += weight * row[2];
    bite += weight * row[3];
    tongue += weight * row[4];
  }
  mouth.press = share(press);
  mouth.bite = share(bite);
  // Lips that are pressed are together, however far the jaw hangs.
  mouth.open = share(open) * (1 - mouth.press) * (1 - 0.7 * mouth.bite);
  mouth.jaw = share(drop);
  mouth.wide = share(wide);
  mouth.round = share(-wide);
  mouth.upper = share(both(UPPER_UP));
  mouth.lower = share(both(LOWER_DOWN));
  mouth.tongue = share(tongue);
  mouth.left = at(SMILE[0]) - at(FROWN[0]);
  mouth.right = at(SMILE[1]) - at(FROWN[1]);
  mouth.shift = at(TO_LEFT) - at(TO_RIGHT) + 0.5 * (at(JAW_LEFT) - at(JAW_RIGHT));
}

function share(value: number): number {
  return value > 1 ? 1 : value > 0 ? value : 0;
}
