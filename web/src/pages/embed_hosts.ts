/** Pages that may drive the embed page from outside its frame, as exact origins. */
export interface HostRules {
  /** What the operator allows; empty where nothing was said. */
  readonly allowed: readonly string[];
  /** What the frame's address names. */
  readonly asked: readonly string[];
  /** The embed page's own origin. */
  readonly own: string;
}

const ORIGIN = /^https?:\/\/[^/?#\s@]+$/;

/**
 * The origins to listen to. An operator's list is the last word: the address can only choose among it, since an address
 * is written by whoever puts the page into a frame. Without a list the address decides. The page's own site always may.
 */
export function hostOrigins({ allowed, asked, own }: HostRules): readonly string[] {
  const named = asked.filter((origin) => ORIGIN.test(origin));
  const chosen =
    allowed.length === 0 || allowed.includes('*')
      ? named
      : allowed.filter((one) => named.length === 0 || named.includes(one));
  return [...new Set([own, ...chosen])].filter((origin) => ORIGIN.test(origin));
}

/** The rules of this page: the operator's list is in its head, the host's in its address as `?host=`. */
export function hostRules(page: Document, location: Pick<Location, 'origin' | 'search'>): HostRules {
  const list = page.querySelector('meta[name="visavis-hosts"]')?.getAttribute('content') ?? '';
  return {
    allowed: list.split(/\s+/).filter(Boolean),
    asked: new URLSearchParams(location.search).getAll('host'),
    own: location.origin,
  };
}
