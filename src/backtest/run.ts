import type { ServiceLevelPolicy } from '../domain/index.ts';
import type { QueuePrediction } from '../prediction/index.ts';
import { type BacktestResult, backtest } from './backtest.ts';
import { plotEvaluation } from './plot.ts';
import { formatReport } from './report.ts';
import type { TraceRow } from './trace.ts';

export interface BacktestRun {
  readonly lines: AsyncIterable<string>;
  readonly output: 'text' | 'jsonl';
  readonly policy: ServiceLevelPolicy;
  readonly threshold?: number;
  /** Results. A promise is waited for, so that a slow reader holds the replay back. */
  readonly write: (text: string) => void | Promise<void>;
  /** Takes the SVG plot, where one is wanted. */
  readonly plot?: (svg: string) => void | Promise<void>;
}

/** Lines are handed over in pieces of about this many characters. */
const PIECE = 65_536;

/**
 * The `backtest` command without its flags and files: replays a trace, writes the report, or one JSON line per row
 * as `{time, tenant, queueId, probability, predicted, serviceLevel}` with null for what is unknown.
 */
export async function runBacktest(run: BacktestRun): Promise<BacktestResult> {
  const { lines, output, policy, threshold, write, plot } = run;
  let piece = '';
  const onRow = async (row: TraceRow, prediction: QueuePrediction | undefined): Promise<void> => {
    piece += `${JSON.stringify(resultRow(row, prediction))}\n`;
    if (piece.length < PIECE) return;
    const full = piece;
    piece = '';
    await write(full);
  };
  const result = await backtest(lines, { policy, threshold, onRow: output === 'jsonl' ? onRow : undefined });
  // Without a row there is nothing to report; the caller says why.
  if (result.rows === 0) return result;
  await write(output === 'jsonl' ? piece : formatReport(result));
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
