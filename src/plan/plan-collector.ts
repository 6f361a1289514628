import type { Collection, Collector } from '../domain/index.ts';
import type { NetworkSettings } from '../vendor-http/index.ts';
import type { ParsedPlan } from './parse-plan.ts';
import { type PlanFile, readPlanFile } from './plan-file.ts';
import { type PlanSource, sourceName } from './plan-source.ts';
import { fetchPlan } from './plan-url.ts';

export interface PlanCollectorOptions {
  readonly tenant: string;
  readonly source: PlanSource;
  /** On the way to a URL. */
  readonly network?: NetworkSettings;
  /** Called once for each new set of rejected rows; `problems` are the first of `rows`, each with its line number. */
  readonly onRejected: (plan: string, rows: number, problems: readonly string[]) => void;
}

/**
 * Collector `plan`: reads a tenant's plan, a file only when it has changed. Rows that a file rejects count once for each
 * version of it.
 */
export function planCollector({ tenant, source, network, onRejected }: PlanCollectorOptions): Collector {
  let known: PlanFile | undefined;
  let reported = '';

  function report({ rejected, problems }: ParsedPlan): void {
    const text = JSON.stringify([rejected, problems]);
    if (text === reported) return;
    reported = text;
    const rows = Object.values(rejected).reduce((sum, count) => sum + count, 0);
    if (rows > 0) onRejected(sourceName(source), rows, problems);
  }

  async function collectFile(path: string, signal: AbortSignal): Promise<Collection> {
    const changed = await readPlanFile(path, { known: known?.version, signal });
    if (!changed) return { plan: known?.plan ?? [] };
    known = changed;
    report(changed);
    return { plan: changed.plan, rejected: changed.rejected };
  }

  return {
    name: 'plan',
    collect: async (signal) => {
      if (source.file !== undefined) return collectFile(source.file, signal);
      const fetched = await fetchPlan(source, { tenant, network, signal });
      report(fetched);
      return { plan: fetched.plan, rejected: fetched.rejected };
    },
  };
}
