import { guarded } from '../../async/index.ts';
import type { BodyBytes, BodyVariant } from './assemble-body.ts';

/** Bodies listed before they are asked for: a scrape finds its own, and only sends it. */
export interface BodyCache {
  get(variant: BodyVariant): BodyBytes;
  /** Something changed: what was listed is not what there is. */
  invalidate(): void;
  close(): void;
}

/** A whole page that nobody asked for in so long, in milliseconds, is no longer kept ready. */
const KEPT_READY_MS = 120_000;
/** Listing anew takes one part in so many of the time at most, however often something changes. */
const TIME_SHARE = 20;

export function createBodyCache(
  assemble: (variant: BodyVariant) => BodyBytes,
  onError: (error: unknown) => void,
): BodyCache {
  const ready = new Map<string, BodyBytes>();
  const wanted = new Map<string, { readonly variant: BodyVariant; readonly askedAt: number }>();
  let timer: NodeJS.Timeout | undefined;
  let idleUntil = 0;

  const assembleWanted = () => {
    timer = undefined;
    const from = performance.now();
    for (const [key, { variant, askedAt }] of wanted) {
      if (askedAt < from - KEPT_READY_MS) wanted.delete(key);
      else if (!ready.has(key)) ready.set(key, assemble(variant));
    }
    const now = performance.now();
    idleUntil = now + TIME_SHARE * (now - from);
  };

  return {
    get: (variant) => {
      const key = `${variant.format} ${variant.encoding} ${variant.tenant}`;
      if (variant.tenant === undefined) wanted.set(key, { variant, askedAt: performance.now() });
      const bytes = ready.get(key) ?? assemble(variant);
      ready.set(key, bytes);
      return bytes;
    },
    invalidate: () => {
      ready.clear();
      timer ??= setTimeout(
        guarded(assembleWanted, onError),
        Math.max(0, idleUntil - performance.now()),
      ).unref();
    },
    close: () => clearTimeout(timer),
  };
}
