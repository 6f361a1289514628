import { rename, writeFile } from 'node:fs/promises';
import type { Plan, PlanInterval } from '../../domain/index.ts';
import { formatPlan } from '../../plan/index.ts';

export interface PlanRecorder {
  /** Takes in a tenant's plan as it was at `at`, Unix seconds. */
  readonly add: (plan: Plan, at: number) => void;
  /** Resolves when everything is written. @throws Error when the file cannot be written. */
  readonly close: () => Promise<void>;
}

/** Intervals by start, of each queue. */
type RecordedPlans = Map<string, Map<number, PlanInterval>>;

/**
 * Writes the plans of all tenants to one CSV file. An interval keeps what was planned for it when it began: a later plan
 * would know what a prediction could not.
 * @throws Error when the file cannot be written.
 */
export async function openPlanFile(path: string): Promise<PlanRecorder> {
  const recorded: RecordedPlans = new Map();
  await write(path, recorded);
  let written: Promise<unknown> = Promise.resolve();
  return {
    add: (plan, at) => {
      addPlan(recorded, plan, at);
      written = written.then(() => write(path, recorded)).catch(() => {});
    },
    close: async () => {
      await written;
      await write(path, recorded);
    },
  };
}

/** Adds what is not known yet, and replaces intervals that have not begun. */
export function addPlan(recorded: RecordedPlans, plan: Plan, at: number): void {
  for (const { queue, intervals } of plan) {
    const known = recorded.get(queue) ?? new Map<number, PlanInterval>();
    recorded.set(queue, known);
    for (const start of known.keys()) if (start > at) known.delete(start);
    for (const interval of intervals) if (!known.has(interval.start)) known.set(interval.start, interval);
  }
}

async function write(path: string, recorded: RecordedPlans): Promise<void> {
  const plan = [...recorded].map(([queue, intervals]) => ({
    queue,
    intervals: [...intervals.values()].toSorted((a, b) => a.start - b.start),
  }));
  await writeFile(`${path}.tmp`, formatPlan(plan));
  await rename(`${path}.tmp`, path);
}
