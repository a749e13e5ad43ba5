import { serverRoot } from './session_url.ts';

/**
 * Address of a model's manifest: `mei` is an avatar of the server, everything else an address relative to the page.
 *
 * @param avatar a name, or the address of a manifest or of a GLB
 * @param server address of the server, relative to `base`; by default the folder that `base` is in
 */
export function avatarAddress(avatar: string, server: string | undefined, base: string): string {
  if (!/^[\w-]+$/.test(avatar)) return new URL(avatar, base).href;
  return new URL(`models/${avatar}/manifest.json`, serverRoot(server, base)).href;
}
