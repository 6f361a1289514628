import { z } from 'zod';
import { COLLECTORS, type CollectorName, formatDuration, parseDuration } from '../../domain/index.ts';
import { duration, wholeNumber } from '../../settings/index.ts';

/** Interval and timeout of a collector's polls; the timeout is at most the interval. */
export interface PollTimes {
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
}

export interface PollingConfig {
  readonly collectors: PerCollector<PollTimes>;
  /** Missed polls after which a collector's series disappear. */
  readonly staleAfter: number;
}

export type PerCollector<Value> = Readonly<Record<CollectorName, Value>>;

export function perCollector<Value>(of: (name: CollectorName) => Value): PerCollector<Value> {
  return Object.fromEntries(COLLECTORS.map((name) => [name, of(name)])) as PerCollector<Value>;
}

const interval = () => duration({ min: 1 }).describe('Interval between polls');
const timeout = () => duration({ above: 0 }).describe('Timeout of a poll, at most the interval');
const staleAfter = () =>
  wholeNumber({ min: 1, max: 1000 }).describe("Missed polls after which a collector's series disappear");

const DEFAULTS = {
  queues: { interval: '15s', timeout: '10s' },
  aggregates: { interval: '60s', timeout: '20s' },
  agents: { interval: '30s', timeout: '20s' },
  health: { interval: '30s', timeout: '10s' },
  analytics: { interval: '5m', timeout: '60s' },
  audit: { interval: '5m', timeout: '60s' },
  routing: { interval: '5m', timeout: '60s' },
  wait_times: { interval: '10m', timeout: '2m' },
  plan: { interval: '5m', timeout: '60s' },
} as const satisfies PerCollector<{ interval: string; timeout: string }>;

const DEFAULT_TIMEOUT_SECONDS = perCollector((name) => parseDuration(DEFAULTS[name].timeout) ?? 0);

const DEFAULT_STALE_AFTER = 3;

const COLLECTOR_HELP = {
  queues: 'Current state of the queues',
  aggregates: 'Counts per time window',
  agents: 'Agents by state',
  health: "The platform's health",
  analytics: 'Interaction analytics',
  audit: 'Configuration changes from the audit log',
  routing: 'Routing configuration, compared with `desired_state`',
  wait_times: 'Distribution of waiting times',
  plan: "The tenant's `plan`; a file is checked for changes every 15 s, or at a shorter interval set here",
} as const satisfies PerCollector<string>;

function withDefaults(name: CollectorName) {
  return z
    .object({
      interval: interval().prefault(DEFAULTS[name].interval),
      timeout: timeout().optional().meta({ default: DEFAULTS[name].timeout }),
    })
    .prefault({})
    .describe(COLLECTOR_HELP[name])
    .transform(({ interval: intervalSeconds, timeout: written }, context): PollTimes => {
      const timeoutSeconds = written ?? Math.min(DEFAULT_TIMEOUT_SECONDS[name], intervalSeconds);
      const message = timeoutProblem({ intervalSeconds, timeoutSeconds });
      if (message !== undefined) context.addIssue({ code: 'custom', path: ['timeout'], message });
      return { intervalSeconds, timeoutSeconds };
    });
}

/** A poll that outlasts its interval would cause the next one to be skipped. */
function timeoutProblem({ intervalSeconds, timeoutSeconds }: PollTimes): string | undefined {
  if (timeoutSeconds <= intervalSeconds) return undefined;
  const [longest, given] = [intervalSeconds, timeoutSeconds].map(formatDuration);
  return `must be at most the interval, which is ${longest}, not ${given}; shorten it, or lengthen the interval`;
}

/** The top-level section: defaults for every tenant. */
export const pollingSection = z
  .object({
    ...perCollector(withDefaults),
    stale_after: staleAfter().prefault(DEFAULT_STALE_AFTER),
  })
  .prefault({})
  .describe(
    'Polling intervals and timeouts; a tenant may override each value. A default timeout longer than its interval is shortened to it',
  )
  .transform(({ stale_after, ...collectors }): PollingConfig => ({ collectors, staleAfter: stale_after }));

function overridesOf(name: CollectorName) {
  return z
    .object({ interval: interval().optional(), timeout: timeout().optional() })
    .optional()
    .describe(COLLECTOR_HELP[name])
    .transform((times) => ({ intervalSeconds: times?.interval, timeoutSeconds: times?.timeout }));
}

/** Time between checks of a plan's file for a change, which cost little. */
const PLAN_FILE_CHECK_SECONDS = 15;

/** Times of a tenant whose plan is a file. */
export function withPlanFile(polling: PollingConfig): PollingConfig {
  const { intervalSeconds, timeoutSeconds } = polling.collectors.plan;
  const interval = Math.min(PLAN_FILE_CHECK_SECONDS, intervalSeconds);
  const plan = { intervalSeconds: interval, timeoutSeconds: Math.min(timeoutSeconds, interval) };
  return { ...polling, collectors: { ...polling.collectors, plan } };
}

/** A tenant's overrides of the section. */
export const pollingOverrides = z
  .object({
    ...perCollector(overridesOf),
    stale_after: staleAfter().optional(),
  })
  .prefault({})
  .describe(
    'Overrides of the top-level section of this name; one of a collector that the API lacks is a warning',
  );

/** Collectors for which a tenant sets an interval or a timeout of its own. */
export function overriddenCollectors(overrides: z.output<typeof pollingOverrides>): readonly CollectorName[] {
  return COLLECTORS.filter(
    (name) => (overrides[name].intervalSeconds ?? overrides[name].timeoutSeconds) !== undefined,
  );
}

/** Inherited timeouts shrink with the tenant's own intervals; {@link pollingProblems} checks its own timeouts. */
export function overridePolling(
  defaults: PollingConfig,
  { stale_after, ...overrides }: z.output<typeof pollingOverrides>,
): PollingConfig {
  return {
    collectors: perCollector((name) => {
      const { intervalSeconds = defaults.collectors[name].intervalSeconds, timeoutSeconds } = overrides[name];
      const inherited = Math.min(defaults.collectors[name].timeoutSeconds, intervalSeconds);
      return { intervalSeconds, timeoutSeconds: timeoutSeconds ?? inherited };
    }),
    staleAfter: stale_after ?? defaults.staleAfter,
  };
}

/** The section as it is written in the file. */
export function pollingText({ collectors, staleAfter }: PollingConfig) {
  return {
    ...perCollector((name) => ({
      interval: formatDuration(collectors[name].intervalSeconds),
      timeout: formatDuration(collectors[name].timeoutSeconds),
    })),
    stale_after: staleAfter,
  };
}

/** Invalid timeouts of a tenant after its defaults are applied; paths start at its section `polling`. */
export function pollingProblems({
  collectors,
}: PollingConfig): readonly { readonly path: readonly string[]; readonly message: string }[] {
  return COLLECTORS.flatMap((name) => {
    const message = timeoutProblem(collectors[name]);
    return message === undefined ? [] : [{ path: [name, 'timeout'], message }];
  });
}
