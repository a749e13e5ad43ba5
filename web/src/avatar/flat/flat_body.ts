import type { HeadMotion } from '../../core/head_motion.ts';
import type { Body } from '../body.ts';
import type { Drawing } from './drawing.ts';
import type { Gestures } from './gestures.ts';

/** The head turns about the neck; in a drawing, what is nearer moves further. */
const NECK = '200 330';
const DEGREES = 180 / Math.PI;
const HEAD_UNITS = 36;
const FEATURE_UNITS = 62;
const FRINGE_UNITS = 22;
const BREATH_SECONDS = 4.2;
const BREATH_UNITS = 1.8;
/** The hand below the picture. */
const HAND_DOWN = 250;

/** Head, breath and gestures of a drawing. */
export class FlatBody implements Body {
  private readonly drawing: Drawing;
  private readonly gestures: Gestures;
  private breath = 0;

  constructor(drawing: Drawing, gestures: Gestures) {
    this.drawing = drawing;
    this.gestures = gestures;
  }

  release(): void {}

  apply(dtSeconds: number, head: HeadMotion): void {
    const { drawing, gestures } = this;
    gestures.update(dtSeconds);
    const { pose } = gestures;
    this.breath = (this.breath + dtSeconds / BREATH_SECONDS) % 1;
    const breath = head.reducedMotion ? 0 : BREATH_UNITS * Math.sin(this.breath * 2 * Math.PI);
    // The figure's left is on the right of the picture.
    const yaw = head.yaw + pose.yaw;
    const pitch = head.pitch + pose.pitch;
    const roll = (head.roll + pose.roll) * DEGREES;
    const sunk = pose.lower - breath;
    const tilt = `rotate(${n(roll)} ${NECK})`;
    drawing.body.set(move(0, sunk * 0.8));
    const [back, front] = drawing.heads as [Drawing['heads'][number], Drawing['heads'][number]];
    back.set(`${move(-yaw * FRINGE_UNITS * 0.6, sunk + pitch * 4)} ${tilt}`);
    front.set(`${move(yaw * HEAD_UNITS, sunk + pitch * HEAD_UNITS)} ${tilt}`);
    const nearer = move(yaw * FEATURE_UNITS, pitch * FEATURE_UNITS);
    for (let i = 0; i < drawing.features.length; i++) drawing.features[i]!.set(nearer);
    drawing.fringe.set(move(yaw * FRINGE_UNITS, pitch * FRINGE_UNITS));
    drawing.hand.set(`${move(0, HAND_DOWN * (1 - ease(pose.hand)))} rotate(${n(pose.wave)} 356 560)`);
  }
}

function ease(share: number): number {
  return share * share * (3 - 2 * share);
}

function move(x: number, y: number): string {
  return `translate(${n(x)} ${n(y)})`;
}

function n(value: number): number {
  return Math.round(value * 100) / 100;
}
