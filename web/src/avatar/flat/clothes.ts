import type { Design } from './designs.ts';
import { add } from './svg.ts';

/** Parts that can be given another colour, by the names that the models use. */
export type Tinted = 'outfit' | 'neckwear' | 'shirt';
export type TintedParts = { readonly [part in Tinted]: SVGElement[] };

/** They end below the picture, or breath would lift them off its edge. */
const SHOULDERS = {
  smock:
    'M40 590V580C44 478 66 404 128 370C150 358 172 352 200 352C228 352 250 358 272 370C334 404 356 478 360 580V590Z',
  blazer:
    'M28 590V580C32 478 50 414 114 382C146 368 172 352 200 352C228 352 254 368 286 382C350 414 368 478 372 580V590Z',
  suit: 'M16 590V580C20 470 42 408 112 378C146 364 172 352 200 352C228 352 254 364 288 378C358 408 380 470 384 580V590Z',
};
const MIRRORED = 'matrix(-1 0 0 1 400 0)';
const SHADE = { fill: 'none', stroke: '#000', 'stroke-opacity': 0.16, 'stroke-width': 4, 'stroke-linecap': 'round' };

/** Neck, body and clothes down to the waist. */
export function drawBody(parent: Element, design: Design): TintedParts {
  const parts: TintedParts = { outfit: [], neckwear: [], shirt: [] };
  const paint = (part: Tinted, d: string, mirrored = false) => {
    const drawn = [add(parent, 'path', { d, fill: design[part] })];
    if (mirrored) drawn.push(add(parent, 'path', { d, fill: design[part], transform: MIRRORED }));
    parts[part].push(...drawn);
  };
  const both = (attributes: { [name: string]: string | number }) => {
    add(parent, 'path', attributes);
    add(parent, 'path', { ...attributes, transform: MIRRORED });
  };
  paint('outfit', SHOULDERS[design.clothes]);
  drawNeck(parent, design);
  both({ d: 'M92 452C84 492 82 536 84 580V590', ...SHADE });
  if (design.clothes === 'smock') {
    paint(
      'shirt',
      'M150 346C164 336 236 336 250 346L272 384C248 370 222 368 204 392L200 386L196 392C178 368 152 370 128 384Z',
    );
    both({ d: 'M128 384C152 370 178 368 196 392', ...SHADE, 'stroke-width': 2.5 });
    paint('neckwear', 'M200 386C182 366 160 362 154 370C149 380 152 400 161 405C175 405 190 396 200 388Z', true);
    add(parent, 'ellipse', { cx: 200, cy: 387, rx: 8, ry: 9.5, fill: '#d8483a' });
    for (const cy of [436, 482, 528]) add(parent, 'circle', { cx: 200, cy, r: 5.5, fill: '#f2c14e' });
  } else {
    paint('shirt', 'M160 340L200 386L240 340L218 580V590H182V580Z');
    if (design.clothes === 'suit') {
      paint('shirt', 'M166 338C172 356 186 370 200 376L184 398C170 386 160 366 158 348Z', true);
      paint('neckwear', 'M190 378L210 378L213 396L206 402L218 540L200 566L182 540L194 402L187 396Z');
      add(parent, 'path', { d: 'M188 398L212 398', ...SHADE, 'stroke-width': 2.5 });
    }
    paint('outfit', 'M168 350L136 372L122 448L146 456L134 472L196 580V590H190V580C186 520 170 430 168 350Z', true);
    both({ d: 'M168 352C168 440 186 520 194 590M122 448L146 456L134 472L190 572', ...SHADE, 'stroke-width': 3 });
    if (design.clothes === 'blazer') {
      both({ d: 'M168 352L136 372L122 448L146 456L134 472L190 572', fill: '#fff', 'fill-opacity': 0.05 });
      paint('neckwear', 'M150 332C160 356 186 372 200 374L202 396C176 394 150 376 140 350Z', true);
      paint('neckwear', 'M196 388C180 408 164 428 152 452C168 462 188 454 200 428L204 396Z', true);
      add(parent, 'ellipse', { cx: 200, cy: 390, rx: 14, ry: 16, fill: design.neckwear });
      parts.neckwear.push(parent.lastElementChild as SVGElement);
      both({ d: 'M192 402C182 418 172 432 164 448', ...SHADE, 'stroke-width': 2.5 });
    }
  }
  drawBadge(parent, design);
  return parts;
}

function drawNeck(parent: Element, design: Design): void {
  const width = design.clothes === 'smock' ? 31 : design.clothes === 'suit' ? 42 : 33;
  const [left, right] = [200 - width, 200 + width];
  add(parent, 'path', {
    d: `M${left} 270L${left} 352C${left + 12} 376 ${right - 12} 376 ${right} 352L${right} 270Z`,
    fill: design.skin,
  });
  // The chin's shadow.
  add(parent, 'path', {
    d: `M${left} 286L${left} 318C${left + 20} 338 ${right - 20} 338 ${right} 318L${right} 286Z`,
    fill: design.skinShade,
    opacity: 0.75,
  });
}

function drawBadge(parent: Element, design: Design): void {
  const x = design.clothes === 'smock' ? 248 : 272;
  add(parent, 'rect', { x, y: 458, width: 48, height: 24, rx: 5, fill: '#fdfdfb' });
  add(parent, 'circle', { cx: x + 12, cy: 470, r: 5, fill: design.neckwear });
  add(parent, 'path', {
    d: `M${x + 22} 466h18M${x + 22} 473h13`,
    stroke: '#5b6472',
    'stroke-width': 3,
    'stroke-linecap': 'round',
  });
}
