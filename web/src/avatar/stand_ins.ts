import { channelIndex } from '../core/channels.ts';
import type { MorphDrive } from './rig_reader.ts';

const JAW_OPEN = channelIndex('jawOpen');
const MOUTH_CLOSE = channelIndex('mouthClose');

/**
 * What moves instead when a model has no morph target for a channel: a track in one channel space then still moves
 * the mouth of a model made for the other, and a vowels-only model still has consonants.
 */
const STAND_INS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
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
