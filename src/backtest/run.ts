import type { Plan, ServiceLevelPolicy } from '../domain/index.ts';
import type { QueuePrediction } from '../prediction/index.ts';
import { type BacktestResult, backtest } from './backtest.ts';
import { plotEvaluation } from './plot.ts';
import { formatReport } from './report.ts';
import type { TraceRow } from './trace.ts';

export interface BacktestRun {
  readonly lines: AsyncIterable<string>;
  readonly output: 'text' | 'jsonl';
  readonly policy: ServiceLevelPolicy;
  readonly threshold?: number | undefined;
  readonly plan?: Plan | undefined;
  /** Takes the results. Its promise is awaited, so that a slow reader slows the replay down. */
  readonly write: (text: string) => void | Promise<void>;
  /** Takes the SVG plot. */
  readonly plot?: ((svg: string) => void | Promise<void>) | undefined;
}

/** Characters after which buffered lines are written. */
const BUFFER_CHARACTERS = 65_536;

/**
 * The `backtest` command without its flags and files: replays a trace and writes the report, or one JSON line per row as
 * `{time, tenant, queueId, probability, predicted, serviceLevel}` with null for unknown values.
 */
export async function runBacktest(run: BacktestRun): Promise<BacktestResult> {
  const { lines, output, policy, threshold, plan, write, plot } = run;
  let buffer = '';
  const onRow = async (row: TraceRow, prediction: QueuePrediction | undefined): Promise<void> => {
    buffer += `${JSON.stringify(resultRow(row, prediction))}\n`;
    if (buffer.length < BUFFER_CHARACTERS) return;
    const full = buffer;
    buffer = '';
    await write(full);
  };
  const result = await backtest(lines, {
    policy,
    threshold,
    plan,
    onRow: output === 'jsonl' ? onRow : undefined,
  });
  // A trace without rows has no report; the caller reports why.
  if (result.rows === 0) return result;
  await write(output === 'jsonl' ? buffer : formatReport(result));
  await plot?.(plotEvaluation(result.evaluation));
  return result;
}

function resultRow({ time, observation }: TraceRow, prediction: QueuePrediction | undefined): object {
  return {
    time,
    tenant: observation.tenant,
    queueId: observation.queueId,
    probability: prediction?.erlangA.probability ?? null,
    predicted: prediction?.erlangA.predicted ?? null,
    serviceLevel: prediction?.serviceLevel ?? null,
  };
}
