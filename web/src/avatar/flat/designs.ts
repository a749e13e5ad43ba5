/** Who is drawn. Colours are CSS; `outfit`, `neckwear` and `shirt` can be changed as those of the models can. */
export interface Design {
  readonly skin: string;
  readonly skinShade: string;
  readonly blush: string;
  readonly hair: string;
  readonly hairShade: string;
  readonly hairLight: string;
  readonly brow: string;
  readonly iris: string;
  readonly irisShade: string;
  readonly lip: string;
  readonly outfit: string;
  readonly shirt: string;
  readonly neckwear: string;
  /** 1: round as a toy's; less: as people's. */
  readonly eyeRoundness: number;
  readonly eyeScale: number;
  readonly lipFullness: number;
  /** How thick the line of the upper lid is, and how far its lashes run out. */
  readonly lashes: number;
  readonly lashLength: number;
  /** How red the cheeks are at rest, 0 to 1. */
  readonly blushing: number;
  /** Half of the face's width at the eyes, and where its chin is. */
  readonly faceHalfWidth: number;
  readonly chinY: number;
  readonly jawHalfWidth: number;
  readonly clothes: 'smock' | 'blazer' | 'suit';
  readonly hairdo: 'bowl' | 'bob' | 'short';
}

/** The figures of the family, drawn after their models. A model that is none of them is stood in for by Pip. */
export const DESIGNS: { readonly [name: string]: Design } = {
  pip: {
    skin: '#f7c9a9', skinShade: '#e8a886', blush: '#ef7f6b', hair: '#6b3a1f', hairShade: '#4f2813', hairLight: '#8a5230',
    brow: '#4f2813', iris: '#8b5a2b', irisShade: '#3c210f', lip: '#dd7a69', outfit: '#e7664f', shirt: '#f6ead2',
    neckwear: '#4b9b3c', eyeRoundness: 1, eyeScale: 1, lipFullness: 0.72, lashes: 4.6, lashLength: 5, blushing: 0.34, faceHalfWidth: 106, chinY: 301,
    jawHalfWidth: 74, clothes: 'smock', hairdo: 'bowl',
  },
  mei: {
    skin: '#f5d0b9', skinShade: '#e0aa90', blush: '#ea8f83', hair: '#33211a', hairShade: '#201410', hairLight: '#553a2c',
    brow: '#4a352a', iris: '#6a4630', irisShade: '#2b1a10', lip: '#cf6a66', outfit: '#1d2539', shirt: '#f4f4f5',
    neckwear: '#85212e', eyeRoundness: 0.74, eyeScale: 0.9, lipFullness: 1, lashes: 4.4, lashLength: 5.5, blushing: 0.26, faceHalfWidth: 94, chinY: 306,
    jawHalfWidth: 56, clothes: 'blazer', hairdo: 'bob',
  },
  jun: {
    skin: '#f0c6a6', skinShade: '#d9a17f', blush: '#e2917c', hair: '#2b211d', hairShade: '#1a1310', hairLight: '#4a3b33',
    brow: '#2b211d', iris: '#5a3d2a', irisShade: '#24160d', lip: '#c47a6c', outfit: '#2b3340', shirt: '#f4f6f8',
    neckwear: '#1f3a6e', eyeRoundness: 0.66, eyeScale: 0.86, lipFullness: 0.8, lashes: 3.4, lashLength: 0, blushing: 0.16, faceHalfWidth: 97, chinY: 308,
    jawHalfWidth: 66, clothes: 'suit', hairdo: 'short',
  },
}; // biome-ignore format: a table

export function designFor(name: string): Design {
  return DESIGNS[name] || DESIGNS.pip!;
}
