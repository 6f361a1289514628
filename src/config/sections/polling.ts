import { z } from 'zod';
import { COLLECTORS, type CollectorName, formatDuration, parseDuration } from '../../domain/index.ts';
import { duration, wholeNumber } from '../../settings/index.ts';

/** How often a collector asks, and how long one poll may take: at most the interval. */
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

const interval = () => duration({ min: 1 }).describe('Time from one poll to the next');
const timeout = () => duration({ above: 0 }).describe('How long one poll may take, at most the interval');
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
} as const satisfies PerCollector<{ interval: string; timeout: string }>;

const DEFAULT_TIMEOUT_SECONDS = perCollector((name) => parseDuration(DEFAULTS[name].timeout) ?? 0);

const DEFAULT_STALE_AFTER = 3;

const QUESTIONS = {
  queues: 'The queues as they are now',
  aggregates: 'Counts over windows of time',
  agents: 'Agents by state',
  health: "The platform's own condition",
  analytics: 'Interaction analytics',
  audit: 'Changes of the configuration',
  routing: 'Routing configuration, compared with `desired_state`',
  wait_times: 'How long contacts waited, by range',
} as const satisfies PerCollector<string>;

function withDefaults(name: CollectorName) {
  return z
    .object({
      interval: interval().prefault(DEFAULTS[name].interval),
      timeout: timeout().optional().meta({ default: DEFAULTS[name].timeout }),
    })
    .prefault({})
    .describe(QUESTIONS[name])
    .transform(({ interval: intervalSeconds, timeout: written }, context): PollTimes => {
      const timeoutSeconds = written ?? Math.min(DEFAULT_TIMEOUT_SECONDS[name], intervalSeconds);
      const message = timeoutProblem({ intervalSeconds, timeoutSeconds });
      if (message !== undefined) context.addIssue({ code: 'custom', path: ['timeout'], message });
      return { intervalSeconds, timeoutSeconds };
    });
}

/** A poll that outlasts its interval would make the next one be skipped. */
function timeoutProblem({ intervalSeconds, timeoutSeconds }: PollTimes): string | undefined {
  if (timeoutSeconds <= intervalSeconds) return undefined;
  const [longest, given] = [intervalSeconds, timeoutSeconds].map(formatDuration);
  return `must be at most the interval, which is ${longest}, not ${given}; shorten it, or lengthen the interval`;
}

/** The top-level section: what each tenant polls by unless it says otherwise. */
export const pollingSection = z
  .object({
    ...perCollector(withDefaults),
    stale_after: staleAfter().prefault(DEFAULT_STALE_AFTER),
  })
  .prefault({})
  .describe(
    'When the tenants are polled; a tenant may override each value. A default timeout longer than its interval is shortened to it',
  )
  .transform(({ stale_after, ...collectors }): PollingConfig => ({ collectors, staleAfter: stale_after }));

function overridesOf(name: CollectorName) {
  return z
    .object({ interval: interval().optional(), timeout: timeout().optional() })
    .optional()
    .describe(QUESTIONS[name])
    .transform((times) => ({ intervalSeconds: times?.interval, timeoutSeconds: times?.timeout }));
}

/** What a tenant polls by in its own way. */
export const pollingOverrides = z
  .object({
    ...perCollector(overridesOf),
    stale_after: staleAfter().optional(),
  })
  .prefault({})
  .describe('Overrides of the top-level section of this name');

/** Inherited timeouts shrink with the tenant's own intervals; one of its own may be too long: {@link pollingProblems}. */
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

/** What is wrong with the times of a tenant once its defaults are known; paths start at its section `polling`. */
export function pollingProblems({
  collectors,
}: PollingConfig): readonly { readonly path: readonly string[]; readonly message: string }[] {
  return COLLECTORS.flatMap((name) => {
    const message = timeoutProblem(collectors[name]);
    return message === undefined ? [] : [{ path: [name, 'timeout'], message }];
  });
}
