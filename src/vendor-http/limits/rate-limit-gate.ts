import { canWait, isTimeout, sleep } from '../../async/index.ts';
import { type CallOrigin, VendorError } from '../errors.ts';

/** Holds every call of the tenant for as long as the platform asked for. */
export interface RateLimitGate {
  /** Closes the gate, or keeps a closed one closed for longer. */
  close(seconds: number, cause: VendorError): void;
  isClosed(): boolean;
  /**
   * Resolves when the gate is open.
   * @throws VendorError `throttled`, at once where the deadline is known to come first; the signal's reason.
   */
  wait(origin: CallOrigin, signal: AbortSignal): Promise<void>;
}

/** `onWaited` is called with the seconds of each wait. */
export function createRateLimitGate(onWaited: (seconds: number) => void): RateLimitGate {
  let closedUntil = 0;
  let reason: VendorError | undefined;

  const throttled = (origin: CallOrigin) => {
    const left = Math.ceil((closedUntil - performance.now()) / 1000);
    return new VendorError(
      'throttled',
      origin,
      `rate limited for another ${left} s, past this call's deadline (${reason?.message})`,
      { status: reason?.status, correlationId: reason?.correlationId, cause: reason },
    );
  };

  return {
    close: (seconds, cause) => {
      const end = performance.now() + seconds * 1000;
      if (end <= closedUntil) return;
      closedUntil = end;
      reason = cause;
    },
    isClosed: () => performance.now() < closedUntil,
    wait: async (origin, signal) => {
      for (let now = performance.now(); now < closedUntil; now = performance.now()) {
        if (!canWait(closedUntil - now, signal)) throw throttled(origin);
        try {
          await sleep(closedUntil - now, signal);
        } catch (aborted) {
          throw isTimeout(aborted) ? throttled(origin) : aborted;
        } finally {
          onWaited((performance.now() - now) / 1000);
        }
      }
    },
  };
}
