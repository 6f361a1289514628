import type { RecordingRule, RuleGroup } from './rule.ts';

/** Thresholds that operators can set, with their defaults. */
export const THRESHOLDS = {
  min_contacts: {
    default: 20,
    meaning: 'Minimum of contacts answered or abandoned within 30m for a queue to page.',
  },
  min_agents: {
    default: 5,
    meaning:
      'The same minimum in agents, for platforms that count no contacts and for ContactCenterAgentsGone.',
  },
  min_waiting: {
    default: 3,
    meaning: 'Minimum of waiting contacts for a long wait to page.',
  },
  breach_excess_contacts: {
    default: 5,
    meaning: 'Minimum of contacts served late, beyond those that the target allows, for a breach to page.',
  },
  breach_probability: {
    default: 0.8,
    meaning: 'Probability of a breach within the horizon from which it pages.',
  },
  predicted_wait_thresholds: {
    default: 3,
    meaning:
      "Multiple of the queue's service-level threshold that the next contact would have to wait before a predicted breach pages.",
  },
  brier_score: {
    default: 0.25,
    meaning: 'Error of the predictions above which they do not page; a constant 50 % scores 0.25.',
  },
  fast_burn: {
    default: 3,
    meaning:
      "Times faster than a day allows that the day's budget of late contacts is spent: at 3 it lasts a third of the day. No queue can burn faster than 1 / (1 - target), which is 5 for a target of 80 %.",
  },
  slow_burn: {
    default: 1.5,
    meaning: 'The same, over a whole shift.',
  },
  abandonment_ratio: {
    default: 0.05,
    meaning: 'Target: share of contacts that may abandon.',
  },
  abandonment_burn: {
    default: 3,
    meaning: 'Multiple of abandonment_ratio at which abandonment pages.',
  },
  oldest_wait_thresholds: {
    default: 10,
    meaning: "Multiple of the queue's service-level threshold as the longest acceptable wait.",
  },
  stuck_seconds: {
    default: 14_400,
    meaning: 'Wait after which a contact is considered stuck; at least twice the longest acceptable wait.',
  },
  agents_left_ratio: {
    default: 0.5,
    meaning: 'Share of the agents of the same hour last week below which ContactCenterAgentsGone fires.',
  },
  agents_short_ratio: {
    default: 0.2,
    meaning: 'Share of the agents required that is missing, from which ContactCenterAgentsShort fires.',
  },
  plan_left_seconds: {
    default: 86_400,
    meaning: 'Time before the end of a plan from which ContactCenterPlanEnding fires.',
  },
  stale_intervals: {
    default: 4,
    meaning: 'Poll intervals without a success after which data is stale.',
  },
  api_budget_left_ratio: {
    default: 0.2,
    meaning: 'Minimum share of the request budget that is left on average.',
  },
  api_throttled_ratio: {
    default: 0.05,
    meaning: 'Maximum share of the time in which the platform is rate limiting.',
  },
} as const satisfies Readonly<Record<string, { readonly default: number; readonly meaning: string }>>;

export type ThresholdName = keyof typeof THRESHOLDS;
export type Thresholds = Readonly<Partial<Record<ThresholdName, number>>>;
export const THRESHOLD_NAMES = Object.keys(THRESHOLDS) as ThresholdName[];

/** Series of a threshold, one per tenant. */
export function thresholdSeries(name: ThresholdName): string {
  return `tenant:contact_center_threshold:${name}`;
}

/** Comparison with the tenant's threshold; the left operand has a label `tenant`. */
export function than(comparison: '>' | '>=' | '>= bool' | '<', name: ThresholdName): string {
  return `${comparison} on (tenant) group_left () ${thresholdSeries(name)}`;
}

export interface ThresholdSettings {
  readonly thresholds: Thresholds;
  readonly tenants: Readonly<Record<string, { readonly thresholds: Thresholds }>>;
}

/** A series for every polled tenant, whether or not it is named in the settings. */
export function thresholdRules(settings: ThresholdSettings): RuleGroup {
  return {
    name: 'contact-center-thresholds',
    rules: THRESHOLD_NAMES.flatMap((name) => rulesFor(name, settings)),
  };
}

function rulesFor(name: ThresholdName, { thresholds, tenants }: ThresholdSettings): RecordingRule[] {
  const record = thresholdSeries(name);
  const own = Object.entries(tenants).flatMap(([tenant, { thresholds }]) => {
    const value = thresholds[name];
    return value === undefined ? [] : [{ tenant, value }];
  });
  const others = own.map(({ tenant }) => `tenant!=${JSON.stringify(tenant)}`).join(',');
  const value = thresholds[name] ?? THRESHOLDS[name].default;
  return [
    {
      record,
      expr: `group by (tenant) (contact_center_tenant_info${others && `{${others}}`}) * ${value}`,
      comment: THRESHOLDS[name].meaning,
    },
    ...own.map(({ tenant, value }) => ({ record, labels: { tenant }, expr: `vector(${value})` })),
  ];
}
