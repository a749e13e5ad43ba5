import type { ModelManifest } from './manifest.ts';

/** What each animation of a model is for, by name. */
export interface ClipRoles {
  /** Loops of the body while nothing else is asked of it; one is played at a time. */
  readonly idle: readonly string[];
  /** Loops that take the place of idling while the avatar listens, or thinks. */
  readonly listening: readonly string[];
  readonly thinking: readonly string[];
  readonly mouth: readonly string[];
  readonly gestures: readonly string[];
}

const MOUTH = /mouth|talk|speak|viseme|lip.?sync|说话|口型|嘴/i;
const IDLE = /idle|breath|stand|rest|待机|呼吸/i;
const LISTENING = /listen|倾听|聆听/i;
const THINKING = /think|ponder|思考/i;
/** Blinking is ours: a clip would blink in step with itself for ever. */
const OURS = /blink|眨眼/i;
/** Poses that exporters leave behind. */
const POSE = /^(t|a|bind|rest)[-_ ]?pose$/i;

/** Sorts animations into roles: what the manifest says (only names that exist), else what the names suggest. */
export function classifyClips(names: readonly string[], manifest: ModelManifest['clips'] = {}): ClipRoles {
  const known = new Set(names);
  const told = (list?: readonly string[]) => list?.filter((name) => known.has(name));
  const claimed = new Set(Object.values(manifest).flat());
  let rest = names.filter((name) => !claimed.has(name) && !OURS.test(name) && !POSE.test(name));
  const take = (list: readonly string[] | undefined, pattern: RegExp) => {
    const taken = told(list) ?? rest.filter((name) => pattern.test(name));
    rest = rest.filter((name) => !taken.includes(name));
    return taken;
  };
  const mouth = take(manifest.mouth, MOUTH);
  const idle = take(manifest.idle, IDLE);
  const listening = take(manifest.listening, LISTENING);
  const thinking = take(manifest.thinking, THINKING);
  return { idle, listening, thinking, mouth, gestures: told(manifest.gestures) ?? rest };
}
