import { ARKIT52, channelIndex, VISEME15 } from '../core/channels.ts';

/** A morph target that moves with one or more channels, each scaled. */
export interface MorphDrive {
  readonly channel: number;
  readonly gain: number;
}

const VISEME_SPELLINGS: Readonly<Record<string, readonly string[]>> = {
  // VRChat, VRM 0, VRM 1, MikuMikuDance.
  aa: ['ah', 'fclmtha', 'あ', 'a'],
  E: ['ee', 'eh', 'fclmthe', 'え', 'e'],
  I: ['ih', 'fclmthi', 'い', 'i'],
  O: ['oh', 'fclmtho', 'お', 'o'],
  U: ['ou', 'oo', 'fclmthu', 'う', 'u'],
};

/** One morph target that stands for both sides, or for a channel by another name. Weaker than an exact spelling. */
const ALIASES: Readonly<Record<string, readonly string[]>> = {
  mouthopen: ['jawOpen'],
  openmouth: ['jawOpen'],
  jawdrop: ['jawOpen'],
  mouthsmile: ['mouthSmileLeft', 'mouthSmileRight'],
  smile: ['mouthSmileLeft', 'mouthSmileRight'],
  mouthfrown: ['mouthFrownLeft', 'mouthFrownRight'],
  mouthstretch: ['mouthStretchLeft', 'mouthStretchRight'],
  mouthpress: ['mouthPressLeft', 'mouthPressRight'],
  browdown: ['browDownLeft', 'browDownRight'],
  browouterup: ['browOuterUpLeft', 'browOuterUpRight'],
  browinnerupleft: ['browInnerUp'],
  browinnerupright: ['browInnerUp'],
  cheeksquint: ['cheekSquintLeft', 'cheekSquintRight'],
  nosesneer: ['noseSneerLeft', 'noseSneerRight'],
  eyesclosed: ['eyeBlinkLeft', 'eyeBlinkRight'],
  eyeblink: ['eyeBlinkLeft', 'eyeBlinkRight'],
  blink: ['eyeBlinkLeft', 'eyeBlinkRight'],
  blinkleft: ['eyeBlinkLeft'],
  blinkl: ['eyeBlinkLeft'],
  blinkright: ['eyeBlinkRight'],
  blinkr: ['eyeBlinkRight'],
  eyesquint: ['eyeSquintLeft', 'eyeSquintRight'],
  eyewide: ['eyeWideLeft', 'eyeWideRight'],
  eyeslookup: ['eyeLookUpLeft', 'eyeLookUpRight'],
  eyeslookdown: ['eyeLookDownLeft', 'eyeLookDownRight'],
};

/** Spelling → drives; `exact` for a channel's own name, false for an alias. */
const SPELLINGS = new Map<string, { readonly drives: readonly MorphDrive[]; readonly exact: boolean }>();

function put(key: string, names: readonly string[], exact: boolean): void {
  if (SPELLINGS.has(key)) return;
  const gain = names.length > 1 ? 1 / names.length : 1;
  SPELLINGS.set(key, { drives: names.map((name) => ({ channel: channelIndex(name), gain })), exact });
}

for (const name of ARKIT52) {
  const key = name.toLowerCase();
  put(key, [name], true);
  const sided = /^(.*)(left|right)$/.exec(key);
  if (sided) {
    put(sided[1]! + sided[2]![0]!, [name], true);
    put(sided[2]! + sided[1]!, [name], true);
  }
}
for (const name of VISEME15) {
  const channel = [`viseme_${name}`];
  const key = name.toLowerCase();
  for (const spelling of [key, ...(VISEME_SPELLINGS[name] ?? []).filter((s) => s.length === 2 && s !== 'ee')]) {
    put(`viseme${spelling}`, channel, true);
    put(`vrcv${spelling}`, channel, true);
    put(`v${spelling}`, channel, true);
  }
}
for (const [name, spellings] of Object.entries(VISEME_SPELLINGS)) {
  for (const spelling of [name.toLowerCase(), ...spellings]) put(spelling, [`viseme_${name}`], false);
}
put('visemeee', ['viseme_E'], true);
for (const [key, names] of Object.entries(ALIASES)) put(key, names, false);

/**
 * The channels that a morph target of this name moves with, or null when the name says nothing to us.
 *
 * Case, separators and a leading path (`Face.`, `blendShape1.`) do not matter; sides may be `Left`, `_L`, `L`.
 */
export function drivesOf(name: string): { readonly drives: readonly MorphDrive[]; readonly exact: boolean } | null {
  const whole = fold(name);
  const found = SPELLINGS.get(whole);
  if (found) return found;
  const path = name.lastIndexOf('.');
  return path < 0 ? null : (SPELLINGS.get(fold(name.slice(path + 1))) ?? null);
}

function fold(name: string): string {
  return name.toLowerCase().replace(/[\s_.:-]+/g, '');
}

/**
 * What moves instead when a model has no morph target for a channel: a track in one channel space then still moves
 * the mouth of a model made for the other, and a vowels-only model still has consonants.
 */
export const STAND_INS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  jawOpen: { viseme_aa: 0.9 },
  mouthFunnel: { viseme_O: 0.6 },
  mouthPucker: { viseme_U: 0.8 },
  mouthStretchLeft: { viseme_I: 0.3 },
  mouthStretchRight: { viseme_I: 0.3 },
  viseme_FF: { mouthRollLower: 0.5, mouthUpperUpLeft: 0.3, mouthUpperUpRight: 0.3, viseme_I: 0.15 },
  viseme_PP: { mouthPressLeft: 0.4, mouthPressRight: 0.4, mouthRollLower: 0.3, mouthRollUpper: 0.3 },
  viseme_TH: { jawOpen: 0.15, tongueOut: 0.25, viseme_aa: 0.2 },
  viseme_DD: { jawOpen: 0.14, mouthLowerDownLeft: 0.25, mouthLowerDownRight: 0.25, viseme_E: 0.25 },
  viseme_kk: { jawOpen: 0.18, viseme_aa: 0.25 },
  viseme_CH: { mouthFunnel: 0.5, jawOpen: 0.08, viseme_U: 0.45 },
  viseme_SS: { mouthStretchLeft: 0.3, mouthStretchRight: 0.3, jawOpen: 0.05, viseme_I: 0.35 },
  viseme_nn: { jawOpen: 0.12, viseme_E: 0.2 },
  viseme_RR: { mouthFunnel: 0.3, jawOpen: 0.12, viseme_O: 0.3 },
  viseme_aa: { jawOpen: 0.6, mouthLowerDownLeft: 0.2, mouthLowerDownRight: 0.2 },
  viseme_E: { jawOpen: 0.3, mouthStretchLeft: 0.3, mouthStretchRight: 0.3, viseme_aa: 0.3 },
  viseme_I: { jawOpen: 0.15, mouthStretchLeft: 0.4, mouthStretchRight: 0.4 },
  viseme_O: { jawOpen: 0.35, mouthFunnel: 0.6, viseme_aa: 0.4 },
  viseme_U: { jawOpen: 0.12, mouthPucker: 0.7 },
};
