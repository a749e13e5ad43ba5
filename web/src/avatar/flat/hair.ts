import type { Design } from './designs.ts';
import { add } from './svg.ts';

interface Hairdo {
  /** Behind the neck, and over the forehead. */
  readonly back: string;
  readonly front: readonly string[];
  /** Strands that are lighter, and darker. */
  readonly light: readonly string[];
  readonly shade: readonly string[];
}

const HAIRDOS: { readonly [name in Design['hairdo']]: Hairdo } = {
  bowl: {
    back: 'M80 266C58 244 60 190 64 160C72 84 130 42 200 42C270 42 328 84 336 160C340 190 342 244 320 266C308 278 292 276 284 266L116 266C108 276 92 278 80 266Z',
    front: [
      'M232 60C240 104 262 132 296 150C310 172 314 214 308 266C322 264 331 250 334 230C341 180 335 122 300 87C280 67 256 58 232 60Z',
      'M240 60C236 96 218 126 186 148C190 140 193 132 194 124C178 144 154 160 126 167C132 161 137 154 140 147C118 162 103 180 97 206C92 224 90 244 92 266C78 264 70 250 66 230C59 180 65 120 104 84C140 51 200 46 240 60Z',
    ],
    light: ['M222 66C208 98 184 122 152 138', 'M176 62C150 78 116 108 100 150', 'M258 70C270 96 290 116 312 130'],
    shade: ['M200 60C182 96 156 120 124 138', 'M140 66C110 88 90 124 84 170', 'M292 92C308 118 320 156 318 204'],
  },
  bob: {
    back: 'M84 356C64 330 70 250 69 190C70 96 124 43 200 43C276 43 330 96 331 190C330 250 336 330 316 356C300 366 268 362 256 348L144 348C132 362 100 366 84 356Z',
    front: [
      'M218 60C252 84 282 116 292 158C297 196 294 250 292 302C290 334 294 348 304 358C322 356 331 322 330 282C336 200 332 120 291 82C270 63 244 54 218 60Z',
      'M228 60C204 102 148 118 118 160C104 184 106 236 110 302C112 334 107 349 96 358C78 355 69 322 70 282C64 200 68 120 114 80C150 50 196 46 228 60Z',
    ],
    light: ['M214 64C180 92 126 108 100 158C90 190 90 240 92 300', 'M244 66C276 90 306 126 312 180', 'M170 56C130 72 100 104 88 146'],
    shade: ['M196 62C158 86 116 110 104 160', 'M80 200C78 250 80 300 88 344', 'M318 200C322 250 318 300 310 344', 'M236 66C264 88 290 112 300 150'],
  },
  short: {
    back: 'M98 204C82 120 118 50 200 46C282 50 318 120 302 204Z',
    front: [
      'M97 206C92 178 90 152 95 130C92 80 138 38 206 42C268 44 314 84 306 132C310 154 308 180 303 206C299 186 297 166 291 150C286 134 278 124 268 116C238 130 196 130 160 110C138 122 118 138 111 160C105 176 101 190 97 206Z',
    ],
    light: ['M150 70C178 60 228 62 262 84', 'M124 96C160 74 220 74 270 104'],
    shade: ['M132 112C160 92 220 92 268 112', 'M104 150C106 130 112 116 122 104', 'M298 150C296 132 290 118 282 108'],
  },
}; // biome-ignore format: a table

/** What is behind the neck. */
export function drawBackHair(parent: Element, design: Design): void {
  add(parent, 'path', { d: HAIRDOS[design.hairdo].back, fill: design.hairShade });
}

/** What frames the face, and lies over the forehead. */
export function drawFrontHair(parent: Element, design: Design): void {
  const { front, light, shade } = HAIRDOS[design.hairdo];
  for (const d of front) add(parent, 'path', { d, fill: design.hair });
  const strand = { fill: 'none', 'stroke-linecap': 'round' };
  for (const d of shade)
    add(parent, 'path', { ...strand, d, stroke: design.hairShade, 'stroke-width': 3.5, opacity: 0.55 });
  for (const d of light)
    add(parent, 'path', { ...strand, d, stroke: design.hairLight, 'stroke-width': 5, opacity: 0.7 });
  if (design.hairdo === 'bowl') drawSprout(parent);
}

/** Pip's sprout. */
function drawSprout(parent: Element): void {
  const stem = { fill: 'none', stroke: '#4b8f34', 'stroke-width': 5, 'stroke-linecap': 'round' };
  add(parent, 'path', { d: 'M200 50C200 40 199 32 199 24', ...stem });
  add(parent, 'path', { d: 'M199 26C190 8 170 4 154 12C160 26 180 34 199 26Z', fill: '#68b84a' });
  add(parent, 'path', { d: 'M199 26C208 6 230 2 246 11C240 26 218 35 199 26Z', fill: '#5aa63f' });
  const vein = { fill: 'none', stroke: '#3f7f2b', 'stroke-width': 1.6, opacity: 0.6 };
  add(parent, 'path', { d: 'M197 25C186 18 174 14 162 14', ...vein });
  add(parent, 'path', { d: 'M201 25C212 17 226 13 238 13', ...vein });
}
