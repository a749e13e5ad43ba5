import { FACE_CHANNELS } from './channels.ts';

/** How widely a model's mouth moves in speech, as factors of what the track asks for; 1 where not named. */
export interface Articulation {
  readonly jaw?: number;
  readonly lip?: number;
  readonly tongue?: number;
}

const LEAST = 0.25;
const MOST = 2;
/** What holds lips together, or lip and teeth: as strong on every model. */
const CONTACT = /^(mouth(Roll|Press|Shrug)|viseme_(sil|PP|FF))/;

/**
 * Factors over FACE_CHANNELS for a model, or null where all are 1.
 *
 * Contacts keep their strength, and `mouthClose` follows `jawOpen`, which it undoes. A viseme is a whole mouth: it
 * moves by the mean of jaw and lips, one of the tongue by the jaw. Factors are held to 0.25 to 2.
 */
export function articulationGains(articulation: Articulation = {}): Float32Array | null {
  const jaw = bounded(articulation.jaw);
  const lip = bounded(articulation.lip);
  const tongue = bounded(articulation.tongue);
  if (jaw === 1 && lip === 1 && tongue === 1) return null;
  return Float32Array.from(FACE_CHANNELS, (name) => {
    if (CONTACT.test(name)) return 1;
    if (name === 'mouthClose' || name.startsWith('jaw') || /^viseme_(TH|DD|kk|nn)$/.test(name)) return jaw;
    if (name.startsWith('viseme_')) return (jaw + lip) / 2;
    if (name.startsWith('mouth')) return lip;
    return name === 'tongueOut' ? tongue : 1;
  });
}

function bounded(gain: number | undefined): number {
  if (typeof gain !== 'number' || !Number.isFinite(gain)) return 1;
  return Math.min(MOST, Math.max(LEAST, gain));
}
