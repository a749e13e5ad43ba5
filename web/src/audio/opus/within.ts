/** What a promise brings, or a rejection when it takes longer. */
export function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout>;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  // Not `finally`: Chrome 77 has it, but not every engine of its age.
  const stop = () => clearTimeout(timer);
  promise.then(stop, stop);
  return Promise.race([promise, late]);
}
