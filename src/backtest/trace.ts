import { QUEUE_TOTALS, type QueueTotal, type ServiceLevelPolicy } from '../domain/index.ts';
import type { QueueObservation } from '../prediction/index.ts';

/** One line of a trace, as `record` writes it: one queue at one poll. */
export interface TraceRow {
  /** As written, so that results can be matched to the trace. */
  readonly time: string;
  readonly observation: QueueObservation;
}

/** Text that is no row of a trace. `code` is stable. */
export class TraceError extends Error {
  override readonly name = 'TraceError';
  readonly code = 'trace_invalid';
}

/**
 * Reads one line. Only `time` and `queueId` are required: what else is missing, null or no number is unknown. The
 * row's own service level wins over `defaults`. Throws TraceError.
 */
export function parseTraceRow(line: string, defaults: ServiceLevelPolicy): TraceRow {
  const row = parseObject(line);
  const { time, queueId } = row;
  const at = typeof time === 'string' ? Date.parse(time) / 1000 : Number.NaN;
  if (typeof time !== 'string' || Number.isNaN(at)) throw new TraceError('time is no ISO 8601 time');
  if (typeof queueId !== 'string' && typeof queueId !== 'number') throw new TraceError('queueId is missing');
  const agents = asObject(row.agents);
  return {
    time,
    observation: {
      tenant: typeof row.tenant === 'string' ? row.tenant : '',
      queueId: String(queueId),
      media: typeof row.media === 'string' ? row.media : undefined,
      at,
      waiting: count(row.waiting),
      oldestWaitSeconds: count(row.oldestWaitSeconds),
      agents: agents && { available: count(agents.available), busy: count(agents.busy) },
      totals: totalsOf(row),
      policy: policyOf(asObject(row.serviceLevel), defaults),
    },
  };
}

function parseObject(line: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new TraceError('not JSON', { cause });
  }
  const row = asObject(value);
  if (!row) throw new TraceError('not a JSON object');
  return row;
}

function totalsOf(row: Record<string, unknown>): QueueObservation['totals'] {
  const totals: { -readonly [Name in QueueTotal]?: number } = {};
  for (const name of QUEUE_TOTALS) {
    const value = count(row[name]);
    if (value !== undefined) totals[name] = value;
  }
  return totals;
}

function policyOf(
  row: Record<string, unknown> | undefined,
  defaults: ServiceLevelPolicy,
): ServiceLevelPolicy {
  if (!row) return defaults;
  const target = count(row.target) ?? defaults.target;
  return {
    ...defaults,
    target: target > 1 && target <= 100 ? target / 100 : target,
    thresholdSeconds: count(row.thresholdSeconds) ?? defaults.thresholdSeconds,
    windowSeconds: count(row.windowSeconds) || defaults.windowSeconds,
  };
}

function asObject(value: unknown): Record<string, unknown> | undefined {
  return isObject(value) ? value : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A number that can count or measure something. */
function count(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}
