import { ARKIT52, channelIndex, VISEME15 } from '../core/channels.ts';
import type { MorphDrive } from './rig_reader.ts';

/** What the name of a morph target says; `exact` for a channel's own name, false for an alias. */
interface Meaning {
  readonly drives: readonly MorphDrive[];
  readonly exact: boolean;
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

const SPELLINGS = new Map<string, Meaning>();

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
 * What a morph target of this name moves with; nothing when the name says nothing to us.
 *
 * Case, separators and a leading path (`Face.`, `blendShape1.`) do not matter; sides may be `Left`, `_L`, `L`.
 */
export function drivesOf(name: string): readonly MorphDrive[] {
  return meaningOf(name)?.drives ?? [];
}

/** Target index → drives. An alias gives way to a target that bears the channel's own name. */
export function drivesOfMesh(dictionary: Readonly<Record<string, number>>): Map<number, MorphDrive[]> {
  const drives = new Map<number, MorphDrive[]>();
  const taken = new Set<number>();
  for (const wantExact of [true, false]) {
    for (const [name, target] of Object.entries(dictionary)) {
      const meaning = meaningOf(name);
      if (!meaning || meaning.exact !== wantExact) continue;
      const free = meaning.drives.filter((drive) => wantExact || !taken.has(drive.channel));
      if (free.length === 0) continue;
      drives.set(target, free.slice());
      if (wantExact) for (const drive of free) taken.add(drive.channel);
    }
  }
  return drives;
}

function meaningOf(name: string): Meaning | null {
  const found = SPELLINGS.get(fold(name));
  if (found) return found;
  const path = name.lastIndexOf('.');
  return path < 0 ? null : (SPELLINGS.get(fold(name.slice(path + 1))) ?? null);
}

function fold(name: string): string {
  return name.toLowerCase().replace(/[\s_.:-]+/g, '');
}
