/** The recogniser's file, fetched once; null where it cannot be had. */
export async function recogniserModel(): Promise<ArrayBuffer | null> {
  return null;
}
