/**
 * Returns the callback with its exceptions contained: they go to `onError`, and never into the loop, timer or connection
 * that calls it. What `onError` itself throws is dropped, as nothing is left to report it to.
 */
export function guarded<Args extends readonly unknown[]>(
  callback: (...args: Args) => void,
  onError: (error: unknown) => void,
): (...args: Args) => void {
  return (...args) => {
    try {
      callback(...args);
    } catch (error) {
      try {
        onError(error);
      } catch {}
    }
  };
}
