/**
 * Returns a callback that passes its exceptions to `onError` instead of to the loop, timer or connection that calls it.
 * Exceptions of `onError` itself are dropped.
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
