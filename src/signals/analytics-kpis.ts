import type { AnalyticsFigures } from '../domain/index.ts';

/** What follows from the figures of interaction analytics. A KPI whose parts are unknown, or cannot be, is absent. */
export interface AnalyticsKpis {
  /** Mean time from the queue to the end of after-contact work. */
  readonly interactionSeconds?: number;
  /** Share of the handling that was talk, 0..1. */
  readonly talkRatio?: number;
  /** Share of the whole interaction that was hold, 0..1. */
  readonly holdImpactRatio?: number;
  /** Service level among all who came, those who gave up included, 0..1. */
  readonly channelEfficiencyRatio?: number;
}

export function analyticsKpis(figures: AnalyticsFigures): AnalyticsKpis {
  const interactionSeconds = sum(figures.handle_time, figures.queue_time);
  return {
    interactionSeconds,
    talkRatio: share(figures.talk_time, figures.handle_time),
    holdImpactRatio: share(figures.hold_time, interactionSeconds),
    channelEfficiencyRatio: efficiency(figures.service_level, figures.abandon_rate),
  };
}

function sum(a: number | undefined, b: number | undefined): number | undefined {
  if (!isAmount(a) || !isAmount(b)) return undefined;
  const total = a + b;
  return isAmount(total) ? total : undefined;
}

/** A share of nothing has no value, and a part larger than its whole is none. */
function share(part: number | undefined, whole: number | undefined): number | undefined {
  if (!isAmount(part) || !isAmount(whole) || whole === 0 || part > whole) return undefined;
  return part / whole;
}

function efficiency(serviceLevel: number | undefined, abandonment: number | undefined): number | undefined {
  if (!isRatio(serviceLevel) || !isRatio(abandonment)) return undefined;
  return serviceLevel * (1 - abandonment);
}

function isAmount(value: number | undefined): value is number {
  return value !== undefined && value >= 0 && Number.isFinite(value);
}

function isRatio(value: number | undefined): value is number {
  return isAmount(value) && value <= 1;
}
