import map from '../../../viseme_maps/morphs-to-channels.json';
import { channelIndex } from '../core/channels.ts';
import type { MorphDrive } from './rig_reader.ts';

const JAW_OPEN = channelIndex('jawOpen');
const MOUTH_CLOSE = channelIndex('mouthClose');

/**
 * What moves instead when a model has no morph target for a channel: a track in one channel space then still moves
 * the mouth of a model made for the other, and a vowels-only model still has consonants.
 */
const STAND_INS = map.stand_ins as unknown as Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Lends the targets of one mesh to the channels that no mesh has. `drives` by target, `bound` over all meshes. */
export function addStandIns(drives: Map<number, MorphDrive[]>, bound: ReadonlySet<number>): void {
  const targetOf = new Map<number, number>();
  for (const [target, list] of drives) for (const drive of list) targetOf.set(drive.channel, target);
  const lend = (channel: number, from: number, gain: number) => {
    const target = targetOf.get(from);
    if (target !== undefined) drives.get(target)!.push({ channel, gain });
  };
  for (const [name, parts] of Object.entries(STAND_INS)) {
    const channel = channelIndex(name);
    if (bound.has(channel)) continue;
    for (const [part, gain] of Object.entries(parts)) lend(channel, channelIndex(part), gain);
  }
  // A closure must close whatever opens the mouth.
  if (!bound.has(MOUTH_CLOSE)) {
    const opener = bound.has(JAW_OPEN) ? JAW_OPEN : channelIndex('viseme_aa');
    lend(MOUTH_CLOSE, opener, -1);
  }
}
