/** Why scripts did not come, for people. */
export function unreachable(cause: unknown): string {
  return `the avatar's scripts did not come (${cause}); a page of another site must be in VISAVIS_ALLOWED_ORIGINS`;
}
