import type { QueueTotals, WindowCounts } from '../domain/index.ts';

/** Counts of a queue under the names of our JSON. Unknown ones are left out. */

export function windowJson({ offered, answered, answeredWithinThreshold, abandoned }: WindowCounts) {
  return { offered, answered, answered_within_threshold: answeredWithinThreshold, abandoned };
}

export function totalsJson(totals: QueueTotals) {
  return {
    ...windowJson(totals),
    short_abandoned: totals.shortAbandoned,
    handle_seconds: totals.handleSeconds,
    wait_seconds: totals.waitSeconds,
  };
}
