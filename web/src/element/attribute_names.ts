/** Attributes that an avatar takes once, when it is made: a change makes a new one. */
const FIXED: readonly string[] = ['server', 'codec', 'max-fps', 'max-pixel-ratio', 'low-power'];

/** Attributes that an element notices at any time; see element_attributes.ts for what they do. */
export const ATTRIBUTES: readonly string[] = [
  'avatar',
  'voice',
  'language',
  'rate',
  'pitch',
  'speaking-style',
  'volume',
  'muted',
  'emotion',
  'shot',
  'background',
  'quality',
  'still',
  'captions',
  'mark',
  'mark-corner',
  'mark-size',
  ...FIXED,
];

/** True when a change of this attribute takes another session or another canvas. */
export function needsNewAvatar(name: string): boolean {
  return FIXED.includes(name);
}
