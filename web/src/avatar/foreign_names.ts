import map from '../../../viseme_maps/morphs-to-channels.json';
import { ARKIT52, channelIndex } from '../core/channels.ts';
import type { MorphDrive } from './rig_reader.ts';

type Shares = { readonly [channel: string]: number };

/** One way of naming morph targets, as it stands in the data file. */
interface ConventionData {
  readonly needs?: readonly string[];
  readonly prefixes?: readonly string[];
  readonly anywhere?: boolean;
  readonly targets: { readonly [name: string]: Shares };
}

/** The same with folded names. */
interface Convention {
  readonly targets: ReadonlyMap<string, readonly MorphDrive[]>;
  /** Only for meshes with one of these targets; for all when empty. */
  readonly needs: ReadonlySet<string>;
  /** Anything may stand before a name. */
  readonly anywhere: boolean;
}

/** Our own names; sides may be `Left`, `_L`, `L`, behind or before the name. */
function ownNames(): Convention {
  const targets = new Map<string, readonly MorphDrive[]>();
  for (const name of ARKIT52) {
    const drives = [{ channel: channelIndex(name), gain: 1 }];
    const key = name.toLowerCase();
    targets.set(key, drives);
    const sided = /^(.*)(left|right)$/.exec(key);
    if (!sided) continue;
    targets.set(sided[1]! + sided[2]![0]!, drives);
    targets.set(sided[2]! + sided[1]!, drives);
  }
  return { targets, needs: new Set(), anywhere: false };
}

function conventionOf({ needs = [], prefixes = [''], anywhere = false, targets }: ConventionData): Convention {
  const folded = new Map<string, readonly MorphDrive[]>();
  for (const [name, shares] of Object.entries(targets)) {
    const drives = Object.entries(shares).map(([channel, gain]) => ({ channel: channelIndex(channel), gain }));
    for (const prefix of prefixes) folded.set(fold(prefix + name), drives);
  }
  return { targets: folded, needs: new Set(needs.map(fold)), anywhere };
}

const CONVENTIONS: readonly Convention[] = [
  ownNames(),
  ...(map.conventions as unknown as readonly ConventionData[]).map(conventionOf),
];

/**
 * What the morph targets of a mesh move with, by target. Targets whose names say nothing to us are left out.
 *
 * Case, separators and a leading path (`Face.`, `blendShape1.`) do not matter. Where several conventions have a target
 * for a channel, the first of them has it alone: our own names before those of the data file, in its order.
 */
export function drivesOfMesh(dictionary: Readonly<Record<string, number>>): Map<number, MorphDrive[]> {
  const names = Object.keys(dictionary).map(
    (name) => [[fold(name), fold(name.slice(name.lastIndexOf('.') + 1))], dictionary[name]!] as const,
  );
  const drives = new Map<number, MorphDrive[]>();
  const taken = new Set<number>();
  for (const convention of CONVENTIONS) {
    const { needs } = convention;
    if (needs.size > 0 && !names.some(([spellings]) => spellings.some((spelling) => needs.has(spelling)))) continue;
    const found: MorphDrive[] = [];
    for (const [spellings, target] of names) {
      if (drives.has(target)) continue;
      const free = meaningOf(convention, spellings).filter((drive) => !taken.has(drive.channel));
      if (free.length === 0) continue;
      drives.set(target, free);
      found.push(...free);
    }
    for (const drive of found) taken.add(drive.channel);
  }
  return drives;
}

function meaningOf({ targets, anywhere }: Convention, spellings: readonly string[]): readonly MorphDrive[] {
  for (const spelling of spellings) {
    const found = targets.get(spelling);
    if (found) return found;
  }
  if (anywhere) {
    for (const [ending, drives] of targets) if (spellings[0]!.endsWith(ending)) return drives;
  }
  return [];
}

function fold(name: string): string {
  return name.toLowerCase().replace(/[\s_.:-]+/g, '');
}
