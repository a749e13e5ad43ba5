import { channelIndices } from '../../core/channels.ts';
import type { Design } from './designs.ts';
import { type Drawing, faceOutline, MOUTH_PLACE_Y } from './drawing.ts';
import { drawLids, type LidPaths, type LidShape } from './eye_path.ts';
import { drawMouth, emptyPaths } from './mouth_path.ts';
import { readMouth, restingMouth } from './mouth_shape.ts';

/** How far an eyeball goes at a full look, in drawing units. */
const LOOK_X = 13;
const LOOK_Y = 11;
const CHIN_DROP = 13;
const sided = (names: readonly string[], side: string) => channelIndices(names.map((name) => name + side));
const EYE_NAMES = ['eyeBlink', 'eyeSquint', 'eyeWide', 'eyeLookOut', 'eyeLookIn', 'eyeLookUp', 'eyeLookDown'];
const BROW_NAMES = ['browDown', 'browOuterUp', 'cheekSquint'];
const EYES = [sided(EYE_NAMES, 'Left'), sided(EYE_NAMES, 'Right')];
const BROWS = [sided(BROW_NAMES, 'Left'), sided(BROW_NAMES, 'Right')];
const [INNER_UP, CHEEK_PUFF] = channelIndices(['browInnerUp', 'cheekPuff']) as [number, number];

/** Writes a mixed face, 0 to 1 over FACE_CHANNELS, to a drawing. */
export class FlatFace {
  private readonly drawing: Drawing;
  private readonly design: Design;
  private readonly shape = restingMouth();
  private readonly paths = emptyPaths();
  private readonly lids: LidPaths = { opening: '', upper: '', fold: '' };
  private readonly lid: LidShape = { blink: 0, squint: 0, wide: 0 };

  constructor(drawing: Drawing, design: Design) {
    this.drawing = drawing;
    this.design = design;
  }

  apply(face: Float32Array): void {
    this.drawEyes(face);
    this.drawBrows(face);
    this.drawMouth(face);
  }

  private drawEyes(face: Float32Array): void {
    const { drawing, design, lid, lids } = this;
    for (let side = 0; side < 2; side++) {
      const [blink, squint, wide, out, inward, up, down] = EYES[side]!.map((channel) => face[channel]!) as number[];
      const outward = side === 0 ? 1 : -1;
      // Lids follow the eyes down.
      lid.blink = Math.min(1, blink! + 0.18 * down! * (1 - blink!));
      lid.squint = squint!;
      lid.wide = wide!;
      drawLids(lid, design.eyeRoundness, design.lashLength, outward, lids);
      const eye = drawing.eyes[side]!;
      eye.opening.set(lids.opening);
      eye.lid.set(lids.upper);
      eye.fold.set(lids.fold);
      eye.ball.set(move(outward * (out! - inward!) * LOOK_X, (down! - up!) * LOOK_Y));
    }
  }

  private drawBrows(face: Float32Array): void {
    const { drawing, design } = this;
    const inner = face[INNER_UP]!;
    // The smaller the eyes, the lower the brows.
    const high = 150 + (1 - design.eyeRoundness) * 22;
    for (let side = 0; side < 2; side++) {
      const [down, outer, cheek] = BROWS[side]!.map((channel) => face[channel]!) as number[];
      const outward = side === 0 ? 1 : -1;
      const at = (offset: number) => round(200 + outward * offset);
      const innerY = high + 4 - 13 * inner + 13 * down!;
      const middleY = high - 8 - 5 * inner - 9 * outer! + 8 * down!;
      const outerY = high + 5 - 11 * outer! + 2 * down! + 3 * inner;
      drawing.brows[side]!.set(
        `M${at(30 - 3 * down!)} ${round(innerY)}C${at(44)} ${round(middleY)} ${at(62)} ${round(middleY)} ${at(77)} ${round(outerY)}`,
      );
      drawing.cheeks[side]!.set(String(round(design.blushing + 0.2 * cheek! + 0.1 * face[CHEEK_PUFF]!)));
    }
  }

  private drawMouth(face: Float32Array): void {
    const { drawing, design, shape, paths } = this;
    readMouth(face, shape);
    drawMouth(shape, design.lipFullness, paths);
    const { mouth } = drawing;
    const drop = shape.jaw * CHIN_DROP;
    mouth.place.set(move(200 + 9 * shape.shift, MOUTH_PLACE_Y + 0.12 * drop));
    mouth.lips.set(paths.lips);
    mouth.opening.set(paths.inside);
    mouth.cave.set(paths.inside);
    mouth.seam.set(paths.seam);
    mouth.upperTeeth.set(String(round(paths.upperTeethY - 6)));
    mouth.lowerTeeth.set(String(round(paths.lowerTeethY - 6)));
    mouth.tongue.set(String(round(paths.tongueY)));
    drawing.face.set(faceOutline(design, drop));
  }
}

function move(x: number, y: number): string {
  return `translate(${round(x)} ${round(y)})`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
