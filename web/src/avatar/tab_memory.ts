/** What an earlier page of this tab has kept under a name; null where it has not. */
export function keptInTab(name: string): string | null {
  try {
    return sessionStorage.getItem(name);
  } catch {
    // A page in a sandbox has no storage.
    return null;
  }
}
