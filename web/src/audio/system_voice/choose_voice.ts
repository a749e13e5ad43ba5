/** What is read of a voice of the system. */
export type SystemVoiceInfo = Pick<SpeechSynthesisVoice, 'name' | 'lang' | 'localService' | 'default' | 'voiceURI'>;

/** Makers' words for their better voices, and for those that are toys. */
const BETTER = /natural|neural|premium|enhanced|siri/i;
const TOYS =
  /novelty|eloquence|albert|bad news|bells|boing|bubbles|cellos|jester|organ|superstar|trinoids|whisper|zarvox/i;

/**
 * The best voice of a system for a language, or null where none reads it.
 *
 * The right country counts most; then a voice on the device, because it tells its words and needs no network; then what
 * its maker praises.
 */
export function chooseVoice<V extends SystemVoiceInfo>(voices: readonly V[], language: string): V | null {
  const wanted = tagOf(language);
  let best: V | null = null;
  let bestScore = 0;
  for (const voice of voices) {
    const tag = tagOf(voice.lang);
    if (family(tag) !== family(wanted)) continue;
    let score = 1;
    if (tag === wanted) score += 16;
    if (voice.localService) score += 8;
    if (BETTER.test(voice.name)) score += 4;
    if (voice.default) score += 2;
    if (TOYS.test(voice.name)) score = 0.5;
    if (score > bestScore) {
      best = voice;
      bestScore = score;
    }
  }
  return best;
}

/** `zh_CN_#Hans`, `cmn-Hans-CN` and `zh-cn` are the same: language, and country. Cantonese counts as one of its own. */
function tagOf(code: string): string {
  const parts = code.replace(/_#?/g, '-').toLowerCase().split('-');
  const country = parts.slice(1).find((part) => /^[a-z]{2}$/.test(part)) || '';
  let language = parts[0] || '';
  if (language === 'yue' || (language === 'zh' && (country === 'hk' || country === 'mo'))) return 'yue-hk';
  if (language === 'cmn') language = 'zh';
  return country ? `${language}-${country}` : language;
}

function family(tag: string): string {
  return tag.split('-')[0]!;
}
