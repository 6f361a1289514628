import type { QueueForecast, TenantForecast } from '../../signals/index.ts';
import type { QueueObservation } from '../model/observation.ts';
import type { Slice } from './messages.ts';

/**
 * Queue of forecasts for the predictor's only thread. Forecasts are made in slices, so that a small tenant does not wait
 * for all of a large one, and earliest deadline first. Each forecast that a tenant missed moves its next deadline forward
 * by one interval: under overload every tenant misses some forecasts, and none misses all.
 */

/** Queues in a slice: some 20 ms of CPU when all of them are close to a breach. */
export const SLICE_QUEUES = 200;

export interface ForecastQueue {
  /**
   * Resolves to the forecast from the tenant's newest observations; to undefined when it is not made within
   * `intervalSeconds`, or before the tenant's next observations arrive.
   */
  readonly add: (
    tenant: string,
    observations: readonly QueueObservation[],
    intervalSeconds: number,
  ) => Promise<TenantForecast | undefined>;
  /** Continues with waiting forecasts. Call it when the thread can predict again. */
  readonly resume: () => void;
  /** Resolves all waiting forecasts to undefined. */
  readonly clear: () => void;
}

export interface ForecastQueueOptions {
  readonly canRun: () => boolean;
  /** Predicts one slice; resolves to undefined when it failed, and never rejects. */
  readonly run: (
    tenant: string,
    observations: readonly QueueObservation[],
    isLast: boolean,
  ) => Promise<Slice | undefined>;
  /** Called for a forecast that was begun but is not exported; `at` in Unix seconds. */
  readonly withdraw: (tenant: string, at: number) => void;
}

interface Job {
  readonly tenant: string;
  readonly observations: readonly QueueObservation[];
  /** Deadline in milliseconds of the monotonic clock, less the intervals that the tenant has missed. */
  readonly dueAt: number;
  /** Observations sent to the thread so far. */
  submitted: number;
  readonly queues: Map<string, QueueForecast>;
  cpuSeconds: number;
  readonly settle: (forecast?: TenantForecast) => void;
}

export function createForecastQueue({ canRun, run, withdraw }: ForecastQueueOptions): ForecastQueue {
  const jobs = new Map<string, Job>();
  const missed = new Map<string, number>();
  let isRunning = false;

  function miss(job: Job): void {
    if (jobs.get(job.tenant) !== job) return;
    jobs.delete(job.tenant);
    missed.set(job.tenant, (missed.get(job.tenant) ?? 0) + 1);
    const [first] = job.observations;
    if (job.submitted > 0 && first) withdraw(job.tenant, first.at);
    job.settle();
  }

  async function runSlice(job: Job): Promise<void> {
    const from = job.submitted;
    job.submitted = Math.min(job.observations.length, from + SLICE_QUEUES);
    const isLast = job.submitted === job.observations.length;
    const slice = await run(job.tenant, job.observations.slice(from, job.submitted), isLast);
    if (jobs.get(job.tenant) !== job) return;
    if (!slice) return miss(job);
    for (const [key, forecast] of slice.queues) job.queues.set(key, forecast);
    job.cpuSeconds += slice.cpuSeconds;
    if (!isLast) return;
    jobs.delete(job.tenant);
    missed.delete(job.tenant);
    job.settle({ queues: job.queues, brierScores: slice.brierScores, cpuSeconds: job.cpuSeconds });
  }

  async function runAll(): Promise<void> {
    if (isRunning) return;
    isRunning = true;
    try {
      for (let job = nextOf(jobs); job && canRun(); job = nextOf(jobs)) await runSlice(job);
    } finally {
      isRunning = false;
    }
  }

  return {
    add: (tenant, observations, intervalSeconds) => {
      const before = jobs.get(tenant);
      if (before) miss(before);
      const intervalMs = intervalSeconds * 1000;
      const { promise, resolve } = Promise.withResolvers<TenantForecast | undefined>();
      const job: Job = {
        tenant,
        observations,
        dueAt: performance.now() + intervalMs * (1 - (missed.get(tenant) ?? 0)),
        submitted: 0,
        queues: new Map(),
        cpuSeconds: 0,
        settle: (forecast) => {
          clearTimeout(deadline);
          resolve(forecast);
        },
      };
      const deadline = setTimeout(miss, intervalMs, job);
      jobs.set(tenant, job);
      void runAll();
      return promise;
    },
    resume: () => void runAll(),
    clear: () => jobs.values().forEach(miss),
  };
}

function nextOf(jobs: ReadonlyMap<string, Job>): Job | undefined {
  let next: Job | undefined;
  for (const job of jobs.values()) if (!next || job.dueAt < next.dueAt) next = job;
  return next;
}
