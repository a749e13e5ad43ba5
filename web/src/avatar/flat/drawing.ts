import { drawBody, type TintedParts } from './clothes.ts';
import type { Design } from './designs.ts';
import { drawBackHair, drawFrontHair } from './hair.ts';
import { add, Slot } from './svg.ts';

/** Where the eyes and the mouth are, in drawing units. The drawing is 400 wide; a face is in its upper half. */
export const EYES_Y = 200;
export const EYE_APART = 53;
const MOUTH_Y = 258;
const TEETH = '#fffdf8';
const INSIDE = '#6e2430';

export interface DrawnEye {
  readonly opening: Slot;
  readonly lid: Slot;
  readonly fold: Slot;
  readonly ball: Slot;
}

export interface DrawnMouth {
  readonly place: Slot;
  readonly lips: Slot;
  readonly opening: Slot;
  readonly cave: Slot;
  readonly seam: Slot;
  readonly upperTeeth: Slot;
  readonly lowerTeeth: Slot;
  readonly tongue: Slot;
}

/** The parts of a figure that move. */
export interface Drawing {
  readonly root: SVGElement;
  readonly skull: SVGElement;
  readonly body: Slot;
  /** The head, twice: what is behind the neck, and what is before it. */
  readonly heads: readonly Slot[];
  readonly face: Slot;
  /** What lies on the face, and the brows, which show through the hair. */
  readonly features: readonly Slot[];
  readonly fringe: Slot;
  /** The figure's left, then its right. */
  readonly eyes: readonly DrawnEye[];
  readonly brows: readonly Slot[];
  readonly cheeks: readonly Slot[];
  readonly mouth: DrawnMouth;
  readonly hand: Slot;
  readonly tinted: TintedParts;
}

let count = 0;

/** Draws a figure into an SVG element. */
export function draw(root: SVGElement, design: Design): Drawing {
  root.textContent = '';
  // Several figures may stand on a page: what is referred to by name needs a name of its own.
  const name = `visavis-${++count}-`;
  const backHead = add(root, 'g');
  drawBackHair(backHead, design);
  const body = add(root, 'g');
  const tinted = drawBody(body, design);
  const head = add(root, 'g');
  const skull = drawEarsAndFace(head, design);
  const features = add(head, 'g');
  const cheeks = [1, -1].map((side) =>
    add(features, 'ellipse', {
      cx: 200 + side * 0.64 * design.faceHalfWidth,
      cy: 240,
      rx: 21,
      ry: 14,
      fill: design.blush,
    }),
  );
  const eyes = [1, -1].map((side) => drawEye(features, design, side, `${name}eye${side}`));
  add(features, 'path', {
    d: 'M193 229C196 234 204 234 207 229',
    fill: 'none',
    stroke: design.skinShade,
    'stroke-width': 3.5,
    'stroke-linecap': 'round',
  });
  const mouth = drawMouthParts(features, design, `${name}mouth`);
  const fringe = add(head, 'g');
  drawFrontHair(fringe, design);
  const overHair = add(head, 'g');
  const brows = [0, 1].map(() =>
    add(overHair, 'path', { fill: 'none', stroke: design.brow, 'stroke-width': 6, 'stroke-linecap': 'round' }),
  );
  const hand = drawHand(root, design);
  tinted.outfit.push(hand.sleeve);
  return {
    root,
    skull,
    body: new Slot(body, 'transform'),
    heads: [new Slot(backHead, 'transform'), new Slot(head, 'transform')],
    face: new Slot(skull),
    features: [new Slot(features, 'transform'), new Slot(overHair, 'transform')],
    fringe: new Slot(fringe, 'transform'),
    eyes,
    brows: brows.map((brow) => new Slot(brow)),
    cheeks: cheeks.map((cheek) => new Slot(cheek, 'opacity')),
    mouth,
    hand: new Slot(hand.arm, 'transform'),
    tinted,
  };
}

/** Outline of a face whose chin has dropped by so many units. */
export function faceOutline({ faceHalfWidth: half, jawHalfWidth: jaw, chinY }: Design, drop: number): string {
  const chin = chinY + drop;
  const x = (offset: number) => Math.round((200 + offset) * 10) / 10;
  return (
    `M${x(-half)} 190C${x(-half)} 110 ${x(-60)} 72 200 72C${x(60)} 72 ${x(half)} 110 ${x(half)} 190` +
    `C${x(half)} 238 ${x(jaw + 16)} ${chin - 26} ${x(jaw * 0.54)} ${chin - 6}` +
    `C${x(jaw * 0.3)} ${chin + 2} ${x(-jaw * 0.3)} ${chin + 2} ${x(-jaw * 0.54)} ${chin - 6}` +
    `C${x(-jaw - 16)} ${chin - 26} ${x(-half)} 238 ${x(-half)} 190Z`
  );
}

function drawEarsAndFace(head: Element, design: Design): SVGElement {
  for (const side of [-1, 1]) {
    const cx = 200 + side * (design.faceHalfWidth + 1);
    add(head, 'ellipse', { cx, cy: 208, rx: 13, ry: 21, fill: design.skin });
    add(head, 'ellipse', { cx: cx + side * 2, cy: 209, rx: 6, ry: 12, fill: design.skinShade, opacity: 0.6 });
  }
  return add(head, 'path', { d: faceOutline(design, 0), fill: design.skin });
}

function drawEye(parent: Element, design: Design, side: number, clipName: string): DrawnEye {
  const place = `translate(${200 + side * EYE_APART} ${EYES_Y}) scale(${design.eyeScale})`;
  const eye = add(parent, 'g', { transform: place });
  const opening = add(add(eye, 'clipPath', { id: clipName }), 'path');
  const inside = add(eye, 'g', { 'clip-path': `url(#${clipName})` });
  add(inside, 'ellipse', { cx: 0, cy: 0, rx: 34, ry: 36, fill: '#fffefc' });
  const ball = add(inside, 'g');
  const size = 19.5;
  add(ball, 'circle', { cx: 0, cy: 0, r: size, fill: design.irisShade });
  add(ball, 'circle', { cx: 0, cy: 1, r: size - 2.5, fill: design.iris });
  add(ball, 'path', { d: 'M-14 8A16 16 0 0 0 14 8C8 13 -8 13 -14 8Z', fill: '#fff', opacity: 0.22 });
  add(ball, 'circle', { cx: 0, cy: 0, r: 10.5, fill: '#150b06' });
  add(ball, 'circle', { cx: -6, cy: -7.5, r: 5.6, fill: '#fff' });
  add(ball, 'circle', { cx: 6.5, cy: 7, r: 2.6, fill: '#fff', opacity: 0.85 });
  // The lid's shadow on the eyeball.
  add(inside, 'rect', { x: -40, y: -48, width: 80, height: 26, fill: design.irisShade, opacity: 0.12 });
  const line = { fill: 'none', 'stroke-linecap': 'round', 'stroke-linejoin': 'round' };
  const fold = add(eye, 'path', { ...line, stroke: design.skinShade, 'stroke-width': 2.6 });
  const lid = add(eye, 'path', { ...line, stroke: design.irisShade, 'stroke-width': design.lashes });
  return {
    opening: new Slot(opening),
    lid: new Slot(lid),
    fold: new Slot(fold),
    ball: new Slot(ball, 'transform'),
  };
}

function drawMouthParts(parent: Element, design: Design, clipName: string): DrawnMouth {
  const place = add(parent, 'g', { transform: `translate(200 ${MOUTH_Y})` });
  const opening = add(add(place, 'clipPath', { id: clipName }), 'path');
  const cave = add(place, 'path', { fill: INSIDE });
  const inside = add(place, 'g', { 'clip-path': `url(#${clipName})` });
  const lowerTeeth = add(inside, 'rect', { x: -19, width: 38, height: 12, rx: 5, fill: TEETH, opacity: 0.92 });
  const tongue = add(inside, 'ellipse', { cx: 0, rx: 17, ry: 13, fill: '#d96b74' });
  const upperTeeth = add(inside, 'rect', { x: -22, width: 44, height: 12, rx: 5, fill: TEETH });
  const lips = add(place, 'path', { fill: design.lip, 'fill-rule': 'evenodd' });
  const seam = add(place, 'path', {
    fill: 'none',
    stroke: '#7c2f33',
    'stroke-opacity': 0.8,
    'stroke-width': 2.6,
    'stroke-linecap': 'round',
  });
  return {
    place: new Slot(place, 'transform'),
    lips: new Slot(lips),
    opening: new Slot(opening),
    cave: new Slot(cave),
    seam: new Slot(seam),
    upperTeeth: new Slot(upperTeeth, 'y'),
    lowerTeeth: new Slot(lowerTeeth, 'y'),
    tongue: new Slot(tongue, 'cy'),
  };
}

export const MOUTH_PLACE_Y = MOUTH_Y;

/** The figure's left hand, which waves; it rests below the picture. */
function drawHand(root: Element, design: Design): { readonly arm: SVGElement; readonly sleeve: SVGElement } {
  const arm = add(root, 'g', { transform: 'translate(0 400)' });
  const sleeve = add(arm, 'path', {
    d: 'M318 600C316 540 322 500 334 468L376 476C380 520 384 560 384 600Z',
    fill: design.outfit,
  });
  add(arm, 'path', { d: 'M332 472L378 480L380 466L334 458Z', fill: design.shirt });
  const skin = { fill: design.skin, stroke: design.skinShade, 'stroke-width': 2, 'stroke-linejoin': 'round' };
  add(arm, 'path', {
    d:
      'M338 460C332 440 330 424 322 410C318 402 326 396 332 402L342 416L340 380C340 370 351 370 352 380L354 408L358 374' +
      'C359 364 370 365 370 375L368 410L376 384C379 376 389 379 387 388L380 420C382 440 380 452 376 464C364 470 350 468 338 460Z',
    ...skin,
  });
  return { arm, sleeve };
}
