import { canWait, isTimeout, sleep } from '../../async/index.ts';
import { type CallOrigin, VendorError } from '../errors.ts';

/** The pause that a platform asked for: it holds every call of the tenant. */
export interface RateLimitGate {
  /** Begins a pause, or makes the running one longer. */
  close(seconds: number, because: VendorError): void;
  isClosed(): boolean;
  /** @throws VendorError `throttled`, at once where the deadline is known to come first; the signal's reason. */
  wait(origin: CallOrigin, signal: AbortSignal): Promise<void>;
}

export function createRateLimitGate(onWaited: (seconds: number) => void): RateLimitGate {
  let until = 0;
  let reason: VendorError | undefined;

  const throttled = (origin: CallOrigin) => {
    const left = Math.ceil((until - performance.now()) / 1000);
    return new VendorError(
      'throttled',
      origin,
      `the platform wants no calls for another ${left} s, longer than this one may wait (${reason?.message})`,
      { status: reason?.status, correlationId: reason?.correlationId, cause: reason },
    );
  };

  return {
    close: (seconds, because) => {
      const end = performance.now() + seconds * 1000;
      if (end <= until) return;
      until = end;
      reason = because;
    },
    isClosed: () => performance.now() < until,
    wait: async (origin, signal) => {
      for (let now = performance.now(); now < until; now = performance.now()) {
        if (!canWait(until - now, signal)) throw throttled(origin);
        try {
          await sleep(until - now, signal);
        } catch (aborted) {
          throw isTimeout(aborted) ? throttled(origin) : aborted;
        } finally {
          onWaited((performance.now() - now) / 1000);
        }
      }
    },
  };
}
