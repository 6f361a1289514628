/** Sliding-window limit: a number of requests in any 60 seconds of real time. */
export interface RateLimiter {
  /** Counts a request; returns the seconds to wait when it exceeds the limit, else undefined. */
  reject(requestsPerMinute: number): number | undefined;
}

const WINDOW_MS = 60_000;

export function createRateLimiter(): RateLimiter {
  let accepted: number[] = [];
  return {
    reject(requestsPerMinute) {
      const now = performance.now();
      accepted = accepted.filter((at) => at > now - WINDOW_MS);
      if (accepted.length < requestsPerMinute) {
        accepted.push(now);
        return undefined;
      }
      const freeAt = (accepted[accepted.length - requestsPerMinute] ?? now) + WINDOW_MS;
      return Math.max(1, Math.ceil((freeAt - now) / 1000));
    },
  };
}
