import { ARKIT52, channelIndex, FACE_CHANNELS, VISEME_OFFSET } from '../core/channels.ts';
import type { SpeechSpace } from './rig_profile.ts';

const MOUTH = /^(jaw|mouth|tongue)/;
const SHAPES_THE_LIPS = /^mouth(Close|Funnel|Pucker|Roll|LowerDown|Stretch|Press)/;
/** Fewer lip shapes than this is a jaw that flaps: visemes, if the model has them, say more. */
const LIP_SHAPES = 4;

/** Decides from the bound channels, in order: full ARKit, visemes, any jaw morph, jaw bone, mouth clip. */
export function speechSpaceOf(bound: ReadonlySet<number>, hasJawBone: boolean, hasMouthClip: boolean): SpeechSpace {
  let lipShapes = 0;
  let visemes = 0;
  for (const channel of bound) {
    if (channel >= VISEME_OFFSET) visemes++;
    else if (SHAPES_THE_LIPS.test(FACE_CHANNELS[channel]!)) lipShapes++;
  }
  const jaw = bound.has(channelIndex('jawOpen'));
  if (jaw && lipShapes >= LIP_SHAPES) return 'arkit52';
  if (bound.has(channelIndex('viseme_aa'))) return 'viseme15';
  if (jaw) return 'arkit52';
  if (visemes > 0) return 'viseme15';
  if (hasJawBone) return 'jaw';
  return hasMouthClip ? 'clip' : 'none';
}

/** The channels of a speech space that a model lacks, by name. */
export function missingChannels(space: SpeechSpace, bound: ReadonlySet<number>): string[] {
  if (space === 'arkit52') return ARKIT52.filter((name) => MOUTH.test(name) && !bound.has(channelIndex(name)));
  if (space !== 'viseme15') return [];
  return FACE_CHANNELS.slice(VISEME_OFFSET + 1).filter((name) => !bound.has(channelIndex(name)));
}
