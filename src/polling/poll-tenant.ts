import {
  abortAfter,
  BudgetSpentError,
  type Collector,
  type CollectorName,
  type CollectorState,
  type TenantIdentity,
  type TenantState,
} from '../domain/index.ts';
import { type Clock, systemClock } from './clock.ts';
import { failureText } from './failure-text.ts';
import { afterFailure, afterSkip, afterSuccess, beforeFirstPoll } from './outcome.ts';
import { everyInterval } from './schedule.ts';

export interface PollPlan {
  readonly collector: Collector;
  readonly intervalSeconds: number;
  /** The deadline of one poll. */
  readonly timeoutSeconds: number;
}

export interface PollOptions {
  readonly tenant: TenantIdentity;
  readonly plans: readonly PollPlan[];
  /** Polls missed in a row after which a collector's facts are no longer shown. */
  readonly staleAfter: number;
  /** Called with the tenant's new state after each poll. */
  readonly onChange: (state: TenantState) => void;
  readonly onFailure?: (collector: CollectorName, error: unknown) => void;
  readonly clock?: Clock;
  readonly random?: () => number;
}

export interface TenantPoller {
  readonly state: () => TenantState;
  /** Aborts what runs and resolves when nothing of this tenant is left running. */
  readonly stop: () => Promise<void>;
}

/**
 * Polls one tenant: each collector on its own schedule, none ever twice at once, none able to hold up another. The
 * queue poll goes first, as other collectors may ask about the queues it finds.
 */
export function pollTenant(options: PollOptions): TenantPoller {
  const {
    tenant,
    plans,
    staleAfter,
    onChange,
    onFailure,
    clock = systemClock,
    random = Math.random,
  } = options;
  const stopping = new AbortController();
  const running = new Set<Promise<void>>();
  let state: TenantState = {
    tenant,
    collectors: plans.map(({ collector, intervalSeconds }) =>
      beforeFirstPoll(collector.name, intervalSeconds),
    ),
  };

  function change(name: CollectorName, next: (current: CollectorState) => CollectorState): void {
    if (stopping.signal.aborted) return;
    state = {
      tenant,
      collectors: state.collectors.map((each) => (each.status.name === name ? next(each) : each)),
    };
    onChange(state);
  }

  async function poll({ collector, timeoutSeconds }: PollPlan): Promise<void> {
    const started = clock.monotonic();
    const timing = () => ({ at: clock.now(), durationSeconds: toMicroseconds(clock.monotonic() - started) });
    try {
      const signal = abortAfter(timeoutSeconds, [stopping.signal]);
      const collection = await untilAborted(collector.collect(signal), signal);
      change(collector.name, (current) => afterSuccess(current, collection, timing()));
    } catch (error) {
      if (stopping.signal.aborted) return;
      onFailure?.(collector.name, error);
      change(collector.name, (current) =>
        error instanceof BudgetSpentError
          ? afterSkip(current, staleAfter)
          : afterFailure(current, failureText(error), timing(), staleAfter),
      );
    }
  }

  function follow(plan: PollPlan, firstPoll: (ended: Promise<void>) => void): Promise<void> {
    let inFlight: Promise<void> | undefined;
    const onSlot = () => {
      if (inFlight) return change(plan.collector.name, (current) => afterSkip(current, staleAfter));
      const ended = poll(plan).finally(() => {
        inFlight = undefined;
        running.delete(ended);
      });
      inFlight = ended;
      running.add(ended);
      firstPoll(ended);
    };
    return everyInterval(plan.intervalSeconds, onSlot, { clock, random, signal: stopping.signal });
  }

  async function followAll(): Promise<void> {
    const first = plans.filter(({ collector }) => collector.name === 'queues');
    const rest = plans.filter(({ collector }) => collector.name !== 'queues');
    const queuePolled = Promise.withResolvers<void>();
    if (first.length === 0) queuePolled.resolve();
    const schedules = first.map((plan) => follow(plan, (ended) => void ended.then(queuePolled.resolve)));
    await queuePolled.promise;
    await Promise.all([...schedules, ...rest.map((plan) => follow(plan, () => {}))]);
  }

  const following = followAll();
  return {
    state: () => state,
    stop: async () => {
      stopping.abort(new DOMException('The tenant is no longer polled', 'AbortError'));
      await following;
      await Promise.all(running);
    },
  };
}

/** The clock's last digits are noise. */
function toMicroseconds(seconds: number): number {
  return Math.round(seconds * 1e6) / 1e6;
}

/** How long a collector may take after its deadline to say itself what it was waiting for, in milliseconds. */
const LAST_WORDS_MS = 200;

/** Holds a collector to its deadline even when it does not heed the signal. */
async function untilAborted<Result>(result: Promise<Result>, signal: AbortSignal): Promise<Result> {
  const overdue = Promise.withResolvers<never>();
  let timer: NodeJS.Timeout | undefined;
  const onAbort = () => {
    timer = setTimeout(() => overdue.reject(signal.reason), LAST_WORDS_MS);
  };
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([result, overdue.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
    clearTimeout(timer);
  }
}
