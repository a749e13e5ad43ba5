interface Lock {
  readonly release: () => Promise<void>;
}

/** Keeps the screen on while the page is seen, where the browser can (Chrome 84, Safari 18.4, with TLS). */
export function keepAwake(page: Document = document): () => void {
  const { wakeLock } = navigator as Navigator & { wakeLock?: { request(type: 'screen'): Promise<Lock> } };
  if (!wakeLock) return () => {};
  let held: Lock | null = null;
  let wanted = true;
  // A hidden page loses its lock, and has to ask again when it is seen.
  const ask = async () => {
    if (!wanted || page.visibilityState !== 'visible') return;
    try {
      held = await wakeLock.request('screen');
    } catch {
      // Low battery, or a policy: the display goes to sleep as it would.
    }
  };
  page.addEventListener('visibilitychange', ask);
  void ask();
  return () => {
    wanted = false;
    page.removeEventListener('visibilitychange', ask);
    held?.release().catch(() => {});
  };
}
