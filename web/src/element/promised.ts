/** A promise, and what settles it from outside. */
export interface Promised<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (cause: unknown) => void;
}

export function promised<T>(): Promised<T> {
  let resolve!: Promised<T>['resolve'];
  let reject!: Promised<T>['reject'];
  const promise = new Promise<T>((resolved, rejected) => {
    resolve = resolved;
    reject = rejected;
  });
  // Whoever does not wait for it hears of a failure by the error event.
  promise.catch(() => {});
  return { promise, resolve, reject };
}
