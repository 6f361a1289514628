/** So many requests in any 60 seconds of real time. */
export interface RateLimiter {
  /** Counts a request; returns how many seconds to wait when it is one too many, else undefined. */
  refuse(requestsPerMinute: number): number | undefined;
}

const WINDOW_MS = 60_000;

export function createRateLimiter(): RateLimiter {
  let accepted: number[] = [];
  return {
    refuse(requestsPerMinute) {
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
