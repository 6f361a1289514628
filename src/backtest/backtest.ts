import type { Plan, ServiceLevelPolicy } from '../domain/index.ts';
import { createPredictor, planAround, type QueuePrediction } from '../prediction/index.ts';
import { comparePlan, createPlanComparison, type PlanComparison } from './compare-plan.ts';
import { createEvaluation, type Evaluation, evaluate } from './evaluation.ts';
import { planMatcher } from './match-plan.ts';
import { parseTraceRow, TraceError, type TraceRow } from './trace.ts';

export interface BacktestOptions {
  /** Default for rows without a service level; `minContacts` and `horizonSeconds` apply to all rows. */
  readonly policy: ServiceLevelPolicy;
  /** Least probability at which a breach is predicted. */
  readonly threshold?: number | undefined;
  /** Plan of the trace's queues: predictions use it, and are compared with those without it. */
  readonly plan?: Plan | undefined;
  /** Called for every row, in order; without a prediction for a row out of order. */
  readonly onRow?:
    | ((row: TraceRow, prediction: QueuePrediction | undefined) => void | Promise<void>)
    | undefined;
}

export interface BacktestResult {
  readonly rows: number;
  /** Lines that are not a row of a trace, and rows out of order, by reason. */
  readonly rejected: Readonly<Record<string, number>>;
  /** First line of each reason, counted from 1. */
  readonly firstRejected: Readonly<Record<string, number>>;
  readonly evaluation: Evaluation;
  /** With a plan. */
  readonly comparison?: PlanComparison;
}

/** A row out of order is rejected: it cannot be predicted, and sorting would need the whole trace in memory. */
const OUT_OF_ORDER =
  'time is not later than that of the previous row of the same queue; sort the trace by time';

/** Rows between two removals of queues that no longer report. */
const FORGET_EVERY = 100_000;

/**
 * Replays a trace through the predictor as if it were live: a prediction uses no later row. Memory grows only with the
 * number of queues. The times of a queue must increase; queues and tenants may come in any order.
 */
export async function backtest(
  lines: AsyncIterable<string>,
  options: BacktestOptions,
): Promise<BacktestResult> {
  const predictor = createPredictor({ threshold: options.threshold });
  const { horizonSeconds, furtherHorizons = [] } = options.policy;
  const evaluation = createEvaluation(horizonSeconds);
  const planned = options.plan && {
    predictor: createPredictor({ threshold: options.threshold }),
    intervalsOf: planMatcher(options.plan),
    comparison: createPlanComparison([horizonSeconds, ...furtherHorizons]),
  };
  const rejected: Record<string, number> = {};
  const firstRejected: Record<string, number> = {};
  let rows = 0;
  let lineNumber = 0;
  const reject = (reason: string) => {
    rejected[reason] = (rejected[reason] ?? 0) + 1;
    firstRejected[reason] ??= lineNumber;
  };
  for await (const text of lines) {
    lineNumber++;
    // `trim` removes a byte-order mark too.
    const line = text.trim();
    if (line === '') continue;
    const row = tryParse(line, options.policy, reject);
    if (!row) continue;
    rows++;
    const { observation } = row;
    const without = predictor.observe(observation);
    if (!without) reject(OUT_OF_ORDER);
    let prediction = without;
    if (planned && without) {
      const intervals = planned.intervalsOf(row);
      const plan = intervals && planAround(intervals, observation.at, observation.policy);
      const withPlan = planned.predictor.observe({ ...observation, ...(plan && { plan }) });
      prediction = withPlan;
      if (plan && plan.length > 0) planned.comparison.plannedRows++;
      if (withPlan && observation.totals?.answered !== undefined)
        comparePlan(planned.comparison, observation, { withPlan, without });
    }
    if (prediction) evaluate(evaluation, observation, prediction);
    if (options.onRow) await options.onRow(row, prediction);
    if (rows % FORGET_EVERY === 0) {
      predictor.forget(observation.at);
      planned?.predictor.forget(observation.at);
    }
  }
  return { rows, rejected, firstRejected, evaluation, ...(planned && { comparison: planned.comparison }) };
}

function tryParse(
  line: string,
  policy: ServiceLevelPolicy,
  reject: (reason: string) => void,
): TraceRow | undefined {
  try {
    return parseTraceRow(line, policy);
  } catch (error) {
    if (!(error instanceof TraceError)) throw error;
    reject(error.message);
    return undefined;
  }
}
