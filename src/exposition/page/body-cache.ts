import { guarded } from '../../async/index.ts';
import type { BodyBytes, BodyVariant } from './assemble-body.ts';

/** Bodies assembled before they are requested, so that a scrape only sends one. */
export interface BodyCache {
  get(variant: BodyVariant): BodyBytes;
  /** Discards the bodies after a page changed, and assembles the recently requested ones again. */
  invalidate(): void;
  close(): void;
}

/** A whole page that was not requested for this long, in milliseconds, stops being assembled ahead. */
const KEPT_READY_MS = 120_000;
/** Assembling ahead takes at most one part in this many of the time, however often pages change. */
const TIME_SHARE = 20;

export function createBodyCache(
  assemble: (variant: BodyVariant) => BodyBytes,
  onError: (error: unknown) => void,
): BodyCache {
  const ready = new Map<string, BodyBytes>();
  const wanted = new Map<string, { readonly variant: BodyVariant; readonly requestedAt: number }>();
  let timer: NodeJS.Timeout | undefined;
  let idleUntil = 0;

  const assembleWanted = () => {
    timer = undefined;
    const from = performance.now();
    for (const [key, { variant, requestedAt }] of wanted) {
      if (requestedAt < from - KEPT_READY_MS) wanted.delete(key);
      else if (!ready.has(key)) ready.set(key, assemble(variant));
    }
    const now = performance.now();
    idleUntil = now + TIME_SHARE * (now - from);
  };

  return {
    get: (variant) => {
      const key = `${variant.format} ${variant.encoding} ${variant.tenant}`;
      if (variant.tenant === undefined) wanted.set(key, { variant, requestedAt: performance.now() });
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
