import { guarded } from '../async/index.ts';
import {
  BudgetSpentError,
  type Collection,
  type Collector,
  type CollectorName,
  type CollectorState,
  type ResumedCollectors,
  type TenantIdentity,
  type TenantState,
} from '../domain/index.ts';
import { type Clock, systemClock } from './clock.ts';
import { failureText } from './failure-text.ts';
import { afterFailure, afterSkip, afterSuccess, beforeFirstPoll, type Slot, withSlot } from './outcome.ts';
import { createPace, type PollBudget } from './pace.ts';
import { withPollDeadline } from './poll-deadline.ts';
import { continuing, firstDelay } from './resume.ts';
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
  /** Called after each successful poll. */
  readonly onSuccess?: (collector: CollectorName) => void;
  /** Called after each poll that failed. */
  readonly onFailure?: (collector: CollectorName, error: unknown) => void;
  /** Called after each poll that could not be completed because the request budget is spent. */
  readonly onBudgetSpent?: (collector: CollectorName, error: BudgetSpentError) => void;
  /** Absent: requests are not limited. */
  readonly budget?: PollBudget;
  /** Called with the factor of all intervals when the budget stretches them, and with 1 when it no longer does. */
  readonly onPace?: (stretch: number) => void;
  /** Called with an exception of the callbacks above: a fault of this program, not of the platform. */
  readonly onError: (error: unknown) => void;
  /** Where another process stopped; absent: the tenant is polled for the first time. */
  readonly resume?: ResumedCollectors | undefined;
  /** Whether this process may poll the tenant at this moment; asked before a poll starts and before its result is used. */
  readonly mayPoll?: () => boolean;
  readonly clock?: Clock;
  readonly random?: () => number;
}

/** One poll that is due. */
interface Poll {
  readonly collector: Collector;
  /** Its deadline. */
  readonly seconds: number;
  readonly slot: Slot;
  readonly onSettled: () => void;
}

export interface TenantPoller {
  readonly state: () => TenantState;
  /**
   * Aborts what runs, and resolves when it has ended: at the latest a moment after the signal, which a collector may
   * ignore.
   */
  readonly stop: () => Promise<void>;
}

/**
 * Polls one tenant: each collector on its own schedule, never twice at once, independent of the others. The queue poll
 * runs first, as other collectors may need the queues it finds. No exception of a collector or callback ends the polling.
 */
export function pollTenant(options: PollOptions): TenantPoller {
  const { tenant, staleAfter, resume, mayPoll = () => true } = options;
  const { clock = systemClock, random = Math.random } = options;
  const onError = guarded(options.onError, () => {});
  const plans = options.plans.map((plan) => ({
    ...plan,
    collector: continuing(plan.collector, resume?.get(plan.collector.name) ?? {}, onError),
  }));
  const onChange = guarded(options.onChange, onError);
  const onSuccess = guarded(options.onSuccess ?? (() => {}), onError);
  const onFailure = guarded(options.onFailure ?? (() => {}), onError);
  const onBudgetSpent = guarded(options.onBudgetSpent ?? (() => {}), onError);
  const pace = createPace({
    plans: plans.map(({ collector: { name }, intervalSeconds }) => ({ name, intervalSeconds })),
    budget: options.budget,
    onChange: guarded(options.onPace ?? (() => {}), onError),
  });
  const started = clock.monotonic();
  const stopping = new AbortController();
  const running = new Set<Promise<void>>();
  let state: TenantState = {
    tenant,
    collectors: plans.map(
      ({ collector: { name }, intervalSeconds }) =>
        resume?.get(name)?.state ?? beforeFirstPoll(name, intervalSeconds),
    ),
  };

  function change(name: CollectorName, next: (current: CollectorState) => CollectorState): void {
    state = {
      tenant,
      at: clock.now(),
      collectors: state.collectors.map((each) => (each.status.name === name ? next(each) : each)),
    };
    onChange(state);
  }

  /**
   * Resolves when the outcome of the poll is known: its collector has settled, or has ignored its deadline. `onSettled`
   * is called when the collector has settled.
   */
  async function poll({ collector, seconds, slot, onSettled }: Poll): Promise<void> {
    const { name } = collector;
    const started = clock.monotonic();
    const timing = () => ({ at: clock.now(), durationSeconds: toMicroseconds(clock.monotonic() - started) });
    const end = pace.measure(name);
    const conclude = (next: (current: CollectorState) => CollectorState) =>
      change(name, (current) => withSlot(next(current), slot));
    let collection: Collection;
    try {
      collection = await withPollDeadline({ clock, seconds, parent: stopping.signal }, async (signal) => {
        try {
          return await collector.collect(signal);
        } finally {
          onSettled();
        }
      });
    } catch (error) {
      if (stopping.signal.aborted || !mayPoll()) return;
      if (error instanceof BudgetSpentError) {
        end('budget_spent');
        change(name, (current) =>
          withSlot(afterSkip(current, staleAfter), { ...slot, slowedByBudget: true }),
        );
        onBudgetSpent(name, error);
      } else {
        end('failed');
        conclude((current) => afterFailure(current, failureText(error), timing(), staleAfter));
        onFailure(name, error);
      }
      return;
    }
    if (stopping.signal.aborted || !mayPoll()) return;
    end('succeeded');
    conclude((current) => afterSuccess(current, collection, timing(), collector.marks));
    onSuccess(name);
  }

  function follow(plan: PollPlan, onFirstPollEnded: () => void): Promise<void> {
    const { collector, intervalSeconds, timeoutSeconds } = plan;
    let inFlight = false;
    /** Configured polls that stretching omitted and that are not counted yet; a fraction. */
    let owed = 0;
    const onSettled = () => {
      inFlight = false;
    };
    const onSlot = () => {
      if (!mayPoll()) return;
      if (inFlight) return change(collector.name, (current) => afterSkip(current, staleAfter));
      inFlight = true;
      const stretch = pace.stretch();
      const skipped = Math.floor(owed);
      owed += stretch - 1 - skipped;
      const interval = stretch * intervalSeconds;
      const slowedByBudget = stretch > 1;
      const slot = { intervalSeconds: toMicroseconds(interval), slowedByBudget, skipped };
      // A poll that has to wait for the budget may take until the next one is due.
      const seconds = slowedByBudget ? interval : timeoutSeconds;
      const ended = poll({ collector, seconds, slot, onSettled })
        .catch(onError)
        .finally(() => {
          running.delete(ended);
          onFirstPollEnded();
        });
      running.add(ended);
    };
    const startAt = started + firstDelay(resume?.get(collector.name), intervalSeconds);
    const timing = { clock, random, signal: stopping.signal, startAt };
    return everyInterval(() => pace.stretch() * intervalSeconds, onSlot, timing);
  }

  async function followAll(): Promise<void> {
    const first = plans.filter(({ collector }) => collector.name === 'queues');
    const rest = plans.filter(({ collector }) => collector.name !== 'queues');
    const queuePolled = Promise.withResolvers<void>();
    const schedules = first.map((plan) => follow(plan, queuePolled.resolve));
    // Without a queue poll, or when it is stopped before its first one, nothing else would end the wait.
    void Promise.allSettled(schedules).then(() => queuePolled.resolve());
    await queuePolled.promise;
    await Promise.all([...schedules, ...rest.map((plan) => follow(plan, () => {}))]);
  }

  const following = followAll();
  return {
    state: () => state,
    stop: async () => {
      stopping.abort(new DOMException('Polling stopped', 'AbortError'));
      await following;
      await Promise.all(running);
    },
  };
}

/** Finer digits of the clock are noise. */
function toMicroseconds(seconds: number): number {
  return Math.round(seconds * 1e6) / 1e6;
}
