/**
 * The scripts that an avatar is made of, fetched when the first element is on the page.
 *
 * The classic script has another module in this one's place: see build/classic_script.ts.
 */
export const loadInner = (): Promise<typeof import('./inner.ts')> => import('./inner.ts');

/** What drives the embed page in a frame. */
export const loadFrameClient = (): Promise<typeof import('./frame_client.ts')> => import('./frame_client.ts');
