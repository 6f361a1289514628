import { AGENT_TIME_WINDOW, type CollectorStatus, PLATFORM_STATUSES } from '../domain/index.ts';
import { PREDICTION_METHODS, type TenantSnapshot } from '../signals/index.ts';
import { analyticsFamilies } from './analytics-families.ts';
import type { Emit, Family } from './family.ts';

/** All metrics of a tenant as a whole. The label `tenant` precedes the labels named here. */

type TenantFamily = Family<TenantSnapshot>;

const perCollector = (
  name: string,
  type: 'gauge' | 'counter',
  help: string,
  read: (status: CollectorStatus) => number | undefined,
): TenantFamily => ({
  name: `contact_center_collector_${name}`,
  type,
  help,
  labels: ['collector'],
  read: ({ collectors }, emit) => {
    for (const status of collectors) {
      const value = read(status);
      if (value !== undefined) emit(value, status.name);
    }
  },
});

function emitRejections({ collectors }: TenantSnapshot, emit: Emit): void {
  for (const { name, rejected } of collectors) {
    for (const reason in rejected) emit(rejected[reason] ?? 0, name, reason);
  }
}

function selectionGauge(name: string, help: string, key: 'watched' | 'unmatched'): TenantFamily {
  return {
    name: `contact_center_tenant_${name}`,
    type: 'gauge',
    help: `${help} As of the last successful queue poll; absent where the platform does not list its queues.`,
    labels: [],
    read: ({ selection }, emit) => {
      if (selection) emit(selection[key]);
    },
  };
}

export const TENANT_LABELS = ['tenant'] as const;

export const TENANT_INFO = 'contact_center_tenant_info';

/** The family with the tenant's own labels: each tenant has its own set of them on `contact_center_tenant_info`. */
export function withTenantLabels(
  family: TenantFamily,
  { tenant: { labels = {} } }: Pick<TenantSnapshot, 'tenant'>,
): TenantFamily {
  const names = Object.keys(labels);
  if (family.name !== TENANT_INFO || names.length === 0) return family;
  const values = Object.values(labels);
  const { read } = family;
  return {
    ...family,
    labels: [...family.labels, ...names],
    read: (row, emit) => read(row, (value, ...own) => emit(value, ...own, ...values)),
  };
}

export const tenantFamilies: readonly TenantFamily[] = [
  {
    name: TENANT_INFO,
    type: 'gauge',
    help: 'The tenant, the platform it is polled from, and the labels of its configuration; always 1.',
    labels: ['platform', 'api'],
    read: ({ tenant }, emit) => emit(1, tenant.platform, tenant.api),
  },
  selectionGauge('queues_watched', 'Queues that the configured selection matches.', 'watched'),
  selectionGauge(
    'selectors_unmatched',
    'Entries of queues.include and queues.ids that match no queue.',
    'unmatched',
  ),
  {
    name: 'contact_center_platform_up',
    type: 'gauge',
    help: 'Whether the exporter is authenticated and the last health check succeeded. As of the last poll.',
    labels: [],
    read: ({ up }, emit) => {
      if (up !== undefined) emit(Number(up));
    },
  },
  {
    name: 'contact_center_platform_status',
    type: 'gauge',
    help: 'Status of a component as reported by the platform: 1 for the current status, 0 for the others. As of the last successful poll.',
    labels: ['component', 'status'],
    read: ({ components }, emit) => {
      for (const { component, status } of components) {
        for (const each of PLATFORM_STATUSES) emit(Number(each === status), component, each);
      }
    },
  },
  {
    name: 'contact_center_agents',
    type: 'gauge',
    help: 'Distinct agents of the tenant by state. As of the last successful poll.',
    labels: ['state'],
    read: ({ agents }, emit) => {
      for (const [state, count] of Object.entries(agents ?? {})) {
        if (count !== undefined) emit(count, state);
      }
    },
  },
  {
    name: 'contact_center_agent_state_seconds',
    type: 'gauge',
    help: 'Time an agent spent in a state in the window before the last successful poll; only agents listed in the configuration.',
    labels: ['agent_id', 'state', 'window'],
    read: ({ agentTimes }, emit) => {
      for (const { agentId, state, seconds } of agentTimes ?? []) {
        emit(seconds, agentId, state, AGENT_TIME_WINDOW.label);
      }
    },
  },
  {
    name: 'contact_center_tenant_plan_end_timestamp_seconds',
    type: 'gauge',
    help: "When the last interval of the tenant's plan ends, Unix time. As of the last successful poll of the plan.",
    labels: [],
    read: ({ plan }, emit) => {
      if (plan?.endsAt !== undefined) emit(plan.endsAt);
    },
  },
  {
    name: 'contact_center_tenant_plan_queues_unmatched',
    type: 'gauge',
    help: "Queues of the tenant's plan that no polled queue has as its id or name. As of the last successful poll of the plan.",
    labels: [],
    read: ({ plan }, emit) => {
      if (plan) emit(plan.unmatched);
    },
  },
  {
    name: 'contact_center_prediction_brier_score',
    type: 'gauge',
    help: 'Rolling mean squared error of predicted probabilities whose horizon has passed: 0 is always right, 1 always wrong.',
    labels: ['method'],
    read: ({ brierScores }, emit) => {
      for (const method of PREDICTION_METHODS) {
        const score = brierScores?.[method];
        if (score !== undefined) emit(score, method);
      }
    },
  },
  {
    name: 'contact_center_prediction_duration_seconds',
    type: 'gauge',
    help: 'CPU time of the last forecast of the tenant; absent when it missed its deadline.',
    labels: [],
    read: ({ forecasts }, emit) => {
      if (forecasts?.cpuSeconds !== undefined) emit(forecasts.cpuSeconds);
    },
  },
  {
    name: 'contact_center_prediction_skipped_total',
    type: 'counter',
    help: 'Forecasts that missed their deadline, the interval of the queue polls; their series are absent.',
    labels: [],
    read: ({ forecasts }, emit) => {
      if (forecasts) emit(forecasts.skipped);
    },
  },
  ...analyticsFamilies,
  perCollector('success', 'gauge', 'Whether the last poll of the collector succeeded.', ({ success }) =>
    success === undefined ? undefined : Number(success),
  ),
  perCollector(
    'last_success_timestamp_seconds',
    'gauge',
    'When the collector last succeeded, Unix time.',
    ({ lastSuccessAt }) => lastSuccessAt,
  ),
  perCollector(
    'duration_seconds',
    'gauge',
    'Duration of the last poll, successful or not.',
    ({ durationSeconds }) => durationSeconds,
  ),
  perCollector(
    'interval_seconds',
    'gauge',
    'Interval between polls of the collector.',
    ({ intervalSeconds }) => intervalSeconds,
  ),
  perCollector(
    'skipped_total',
    'counter',
    'Polls skipped because the previous one was running or the request budget was spent.',
    ({ skipped }) => skipped,
  ),
  {
    name: 'contact_center_collector_rows_rejected_total',
    type: 'counter',
    help: "Rows of the platform's responses rejected by validation, by reason.",
    labels: ['collector', 'reason'],
    read: emitRejections,
  },
];
