const QUERY = '(prefers-reduced-motion: reduce)';

/**
 * Tells whether motion is to be reduced, at once and whenever the visitor changes it in the system.
 *
 * @param fixed what the host has decided for itself; the system is not asked then
 * @returns a function that stops it
 */
export function followReducedMotion(fixed: boolean | undefined, told: (reduced: boolean) => void): () => void {
  if (fixed !== undefined) {
    told(fixed);
    return () => {};
  }
  const asked = matchMedia(QUERY);
  const tell = () => told(asked.matches);
  asked.addEventListener('change', tell);
  tell();
  return () => asked.removeEventListener('change', tell);
}
