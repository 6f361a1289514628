import type { TenantConfig } from '../../config/index.ts';
import type { Collector, TenantIdentity } from '../../domain/index.ts';
import { createPollLog } from '../../logging/index.ts';
import type { Connection, Log } from '../../platforms/index.ts';
import { type PollOptions, pollTenant, type TenantPoller } from '../../polling/index.ts';
import { createPlanMatchLog } from './plan-match-log.ts';
import { createSelectionLog } from './selection-log.ts';
import { type DriftOptions, watchDrift } from './watch-drift.ts';
import { watchPlan } from './watch-plan.ts';

/** Every collector of a tenant: those of its platform, one for drift from a desired state, and one for the plan. */
export function polledCollectors(
  config: TenantConfig,
  connection: Pick<Connection, 'collectors' | 'routing'>,
  options: DriftOptions,
): readonly Collector[] {
  return [
    ...enabledCollectors(config, connection),
    ...watchDrift(config, connection.routing, options),
    ...watchPlan(config, options.log),
  ];
}

/** The collectors that the configuration enables and that have something to poll. */
export function enabledCollectors(
  { collectors }: TenantConfig,
  connection: Pick<Connection, 'collectors'>,
): readonly Collector[] {
  return connection.collectors.filter(({ name, idle }) => collectors.includes(name) && idle === undefined);
}

export function tenantIdentity(
  { name, platform, api, labels }: TenantConfig,
  platformName: string,
): TenantIdentity {
  return { name, platform, api, platformName, ...(labels && { labels }) };
}

/** A log that also accepts faults of this program. */
export interface ErrorLog extends Log {
  error(fields: object, message: string): void;
}

export interface PollConnectionOptions
  extends Pick<PollOptions, 'onChange' | 'budget' | 'clock' | 'resume' | 'mayPoll'> {
  readonly log: ErrorLog;
  /** Name of the platform in the vendor's spelling. */
  readonly platformName: string;
}

/** Polls a tenant at its configured intervals; failures and recoveries are logged. */
export function pollConnection(
  config: TenantConfig,
  collectors: readonly Collector[],
  { log, platformName, onChange, budget, clock, resume, mayPoll }: PollConnectionOptions,
): TenantPoller {
  const { polling } = config;
  const pollLog = createPollLog(log);
  const selectionLog = createSelectionLog(config, log);
  const planMatchLog = createPlanMatchLog(log);
  return pollTenant({
    tenant: tenantIdentity(config, platformName),
    plans: collectors.map((collector) => ({ collector, ...polling.collectors[collector.name] })),
    staleAfter: polling.staleAfter,
    onChange: (state) => {
      onChange(state);
      selectionLog(state);
      planMatchLog(state);
    },
    ...(budget && { budget }),
    ...(clock && { clock }),
    ...(resume && { resume }),
    ...(mayPoll && { mayPoll }),
    onSuccess: pollLog.succeeded,
    onFailure: pollLog.failed,
    onBudgetSpent: pollLog.budgetSpent,
    onPace: (stretch) => {
      const requestsPerMinute = budget?.requestsPerMinute;
      if (stretch > 1)
        log.warn(
          { requests_per_minute: requestsPerMinute, interval_factor: Math.round(stretch * 100) / 100 },
          'Polling slowed down: the request budget is too small',
        );
      else log.info({ requests_per_minute: requestsPerMinute }, 'Polling at the configured intervals');
    },
    onError: (error) => log.error({ error }, 'Failed to process a poll'),
  });
}
