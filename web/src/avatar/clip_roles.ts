import type { ModelManifest } from './manifest.ts';

/** What each animation of a model is for, by name. */
export interface ClipRoles {
  readonly idle: readonly string[];
  readonly mouth: readonly string[];
  readonly gestures: readonly string[];
}

const MOUTH = /mouth|talk|speak|viseme|lip.?sync|说话|口型|嘴/i;
const IDLE = /idle|breath|stand|rest|待机|呼吸/i;
/** Blinking is ours: a clip would blink in step with itself for ever. */
const OURS = /blink|眨眼/i;
/** Poses that exporters leave behind. */
const POSE = /^(t|a|bind|rest)[-_ ]?pose$/i;

/** Sorts animations into roles: what the manifest says (only names that exist), else what the names suggest. */
export function classifyClips(names: readonly string[], manifest: ModelManifest['clips'] = {}): ClipRoles {
  const known = new Set(names);
  const told = (list?: readonly string[]) => list?.filter((name) => known.has(name));
  const claimed = new Set([...(manifest.idle ?? []), ...(manifest.mouth ?? []), ...(manifest.gestures ?? [])]);
  const rest = names.filter((name) => !claimed.has(name) && !OURS.test(name) && !POSE.test(name));
  const mouth = told(manifest.mouth) ?? rest.filter((name) => MOUTH.test(name));
  const idle = told(manifest.idle) ?? rest.filter((name) => IDLE.test(name) && !MOUTH.test(name));
  const gestures = told(manifest.gestures) ?? rest.filter((name) => !mouth.includes(name) && !idle.includes(name));
  return { idle, mouth, gestures };
}
