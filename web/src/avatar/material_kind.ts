import type { Material } from 'three';

/** What a surface is, for surfaces that need more than glTF can say. */
export type MaterialKind =
  | 'skin'
  | 'eye'
  | 'eye_shell'
  | 'hair'
  | 'cloth'
  | 'lash'
  | 'brow'
  | 'teeth'
  | 'tongue'
  | 'plain';

const KINDS: readonly MaterialKind[] = [
  'skin',
  'eye',
  'eye_shell',
  'hair',
  'cloth',
  'lash',
  'brow',
  'teeth',
  'tongue',
  'plain',
];

/** Names that makers of models give their materials, the narrower before the wider. */
const NAMES: readonly (readonly [RegExp, MaterialKind])[] = [
  [/lash/i, 'lash'],
  [/brow/i, 'brow'],
  [/eye.?(shell|occlusion|shadow|ao)/i, 'eye_shell'],
  [/teeth|tooth/i, 'teeth'],
  [/tongue/i, 'tongue'],
  [/^(.*[_ .-])?(hair|beard|fringe)/i, 'hair'],
  [/^(.*[_ .-])?(eye(ball|s)?|iris|sclera|cornea)([_ .-].*)?\d*$/i, 'eye'],
  [/skin|face|(^|_)(head|body)$/i, 'skin'],
  [/cloth|blazer|blouse|trouser|shirt|suit|jacket|skirt|dress|pants|outfit|fabric|knit/i, 'cloth'],
];

/** What a material is: as its own extras say (`{"visavis": {"kind": …}}`), else as its name suggests. */
export function kindOf(material: Material): MaterialKind {
  const told = (material.userData.visavis as { kind?: unknown } | undefined)?.kind;
  if (KINDS.includes(told as MaterialKind)) return told as MaterialKind;
  return NAMES.find(([pattern]) => pattern.test(material.name))?.[1] ?? 'plain';
}
