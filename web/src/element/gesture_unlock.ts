/** Events of which at least one counts as a gesture in every browser: touch on iOS ends, a mouse goes down. */
const GESTURES = ['pointerdown', 'pointerup', 'touchend', 'click', 'keydown'] as const;

/**
 * Runs `unlock` inside the visitor's gestures until it succeeds.
 *
 * @returns a function that stops listening
 */
export function unlockOnGesture(target: EventTarget, unlock: () => Promise<boolean>): () => void {
  const stop = () => {
    for (const type of GESTURES) target.removeEventListener(type, attempt, true);
  };
  const attempt = () => {
    unlock().then(
      (unlocked) => unlocked && stop(),
      () => {},
    );
  };
  for (const type of GESTURES) target.addEventListener(type, attempt, { capture: true, passive: true });
  return stop;
}
