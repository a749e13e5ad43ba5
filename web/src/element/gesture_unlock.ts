/** Events of which at least one counts as a gesture in every browser: touch on iOS ends, a mouse goes down. */
const GESTURES = ['pointerdown', 'pointerup', 'touchend', 'click', 'keydown'] as const;
/** Before the page's own listeners, which may stop the event. */
const OPTIONS = { capture: true, passive: true };

/**
 * Runs `unlock` inside the visitor's gestures until it succeeds.
 *
 * @returns a function that stops listening
 */
export function unlockOnGesture(target: EventTarget, unlock: () => Promise<boolean>): () => void {
  const stop = () => {
    for (const type of GESTURES) target.removeEventListener(type, attempt, OPTIONS);
  };
  const attempt = () => {
    unlock().then(
      (unlocked) => unlocked && stop(),
      () => {},
    );
  };
  for (const type of GESTURES) target.addEventListener(type, attempt, OPTIONS);
  return stop;
}
