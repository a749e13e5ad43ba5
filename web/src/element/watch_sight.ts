/**
 * Tells when an element goes out of sight and comes back: the tab, the scroll position, a style.
 *
 * @param told gets false and true by turns; an element is taken for seen at the beginning
 * @returns a function that stops it
 */
export function watchSight(element: Element, told: (seen: boolean) => void): () => void {
  let inView = true;
  let seen = true;
  const look = () => {
    const now = inView && !document.hidden;
    if (now === seen) return;
    seen = now;
    told(seen);
  };
  const observer = new IntersectionObserver((entries) => {
    inView = entries[entries.length - 1]!.isIntersecting;
    look();
  });
  observer.observe(element);
  document.addEventListener('visibilitychange', look);
  return () => {
    observer.disconnect();
    document.removeEventListener('visibilitychange', look);
  };
}
