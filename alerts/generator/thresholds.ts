import type { RecordingRule, RuleGroup } from './rule.ts';

/** Every number that an operator may set: what it is, and what it is when nobody sets it. */
export const THRESHOLDS = {
  min_contacts: {
    default: 20,
    meaning:
      'Contacts answered or abandoned within half an hour, below which a queue is too quiet to page for.',
  },
  min_agents: {
    default: 5,
    meaning:
      'The same floor in agents, for platforms that count no contacts and for agents who have disappeared.',
  },
  min_waiting: {
    default: 3,
    meaning: 'Contacts waiting at the same time, below which a long wait is a single matter and no page.',
  },
  breach_excess_contacts: {
    default: 5,
    meaning:
      'Contacts served too late, beyond those that the target allows, before a breach is more than chance.',
  },
  breach_probability: {
    default: 0.8,
    meaning: 'Chance of a breach inside the horizon from which it pages.',
  },
  predicted_wait_thresholds: {
    default: 3,
    meaning:
      "Multiple of the queue's service-level threshold that the next contact would have to wait before a predicted breach pages.",
  },
  brier_score: {
    default: 0.25,
    meaning: 'Error of the predictions above which nobody is paged for one; always saying 50 % scores 0.25.',
  },
  fast_burn: {
    default: 3,
    meaning:
      "Times faster than a day allows that the day's budget of late contacts is spent: at 3 it lasts a third of the day. No queue can burn faster than 1 / (1 - target), which is 5 for a target of 80 %.",
  },
  slow_burn: {
    default: 1.5,
    meaning: 'The same, for burning that goes on for a whole shift.',
  },
  abandonment_ratio: {
    default: 0.05,
    meaning: 'Share of contacts that may give up.',
  },
  abandonment_burn: {
    default: 3,
    meaning: 'Multiple of abandonment_ratio at which abandonment pages.',
  },
  oldest_wait_thresholds: {
    default: 10,
    meaning: "Multiple of the queue's service-level threshold that nobody should have to wait.",
  },
  stuck_seconds: {
    default: 14_400,
    meaning:
      'Wait after which a contact is taken to be stuck rather than waiting; never less than twice the longest wait above.',
  },
  agents_left_ratio: {
    default: 0.5,
    meaning: 'Share of the agents of the same hour last week below which agents are missing.',
  },
  stale_intervals: {
    default: 4,
    meaning: 'Poll intervals without a success after which data is stale.',
  },
  api_budget_left_ratio: {
    default: 0.2,
    meaning: 'Share of the request budget that should be left on average.',
  },
  api_throttled_ratio: {
    default: 0.05,
    meaning: 'Share of the time that requests may be held back because the platform asks for it.',
  },
} as const satisfies Readonly<Record<string, { readonly default: number; readonly meaning: string }>>;

export type ThresholdName = keyof typeof THRESHOLDS;
export type Thresholds = Readonly<Partial<Record<ThresholdName, number>>>;
export const THRESHOLD_NAMES = Object.keys(THRESHOLDS) as ThresholdName[];

/** The series that carries a threshold, one per tenant. */
export function thresholdSeries(name: ThresholdName): string {
  return `tenant:contact_center_threshold:${name}`;
}

/** Holds what stands before it, which has a label `tenant`, against the tenant's threshold. */
export function than(comparison: '>' | '>=' | '>= bool' | '<', name: ThresholdName): string {
  return `${comparison} on (tenant) group_left () ${thresholdSeries(name)}`;
}

export interface ThresholdSettings {
  readonly thresholds: Thresholds;
  readonly tenants: Readonly<Record<string, { readonly thresholds: Thresholds }>>;
}

/** A series for every tenant that the exporter polls, whether or not it is named in the settings. */
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
