import type { AnalyticsFigures } from '../domain/index.ts';

/** Key performance indicators of interaction analytics. A KPI with an unknown or impossible part is absent. */
export interface AnalyticsKpis {
  /** Mean time from entering the queue to the end of after-contact work. */
  readonly interactionSeconds?: number;
  /** Talk time as a share of handling time, 0..1. */
  readonly talkRatio?: number;
  /** Hold time as a share of the interaction, 0..1. */
  readonly holdImpactRatio?: number;
  /** Service level over all contacts offered, abandoned ones included, 0..1. */
  readonly channelEfficiencyRatio?: number;
}

export function analyticsKpis(figures: AnalyticsFigures): AnalyticsKpis {
  const interactionSeconds = sum(figures.handle_time, figures.queue_time);
  const talkRatio = share(figures.talk_time, figures.handle_time);
  const holdImpactRatio = share(figures.hold_time, interactionSeconds);
  const channelEfficiencyRatio = efficiency(figures.service_level, figures.abandon_rate);
  return {
    ...(interactionSeconds !== undefined && { interactionSeconds }),
    ...(talkRatio !== undefined && { talkRatio }),
    ...(holdImpactRatio !== undefined && { holdImpactRatio }),
    ...(channelEfficiencyRatio !== undefined && { channelEfficiencyRatio }),
  };
}

function sum(a: number | undefined, b: number | undefined): number | undefined {
  if (!isAmount(a) || !isAmount(b)) return undefined;
  const total = a + b;
  return isAmount(total) ? total : undefined;
}

/** Undefined for a share of zero, and for a part larger than its whole. */
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
