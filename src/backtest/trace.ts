import {
  ABANDON_RULES,
  QUEUE_TOTALS,
  type QueueTotal,
  type QueueTotals,
  type ServiceLevelPolicy,
} from '../domain/index.ts';
import type { QueueObservation } from '../prediction/index.ts';

/** One line of a trace, as the `record` command writes it: one queue at one poll. */
export interface TraceRow {
  /** Verbatim, so that results can be matched with the trace. */
  readonly time: string;
  /** Name of the queue, where the row has one. */
  readonly queue?: string;
  readonly observation: QueueObservation;
}

/** Format of the rows. A row without one has this version; another would be written into each row. */
const VERSION = 1;

/** The text is not a row of a trace of this format. `code` is stable. */
export class TraceError extends Error {
  override readonly name = 'TraceError';
  readonly code = 'trace_invalid';
}

/**
 * Parses one line. Only `time` and `queueId` are required: any other value that is missing, null or not a number is
 * unknown. The row's own service level takes precedence over `defaults`. @throws TraceError
 */
export function parseTraceRow(line: string, defaults: ServiceLevelPolicy): TraceRow {
  const row = parseObject(line);
  const { time, queueId, version = VERSION } = row;
  if (version !== VERSION) throw new TraceError(`version is not ${VERSION}; use the exporter that wrote it`);
  const at = typeof time === 'string' ? Date.parse(time) / 1000 : Number.NaN;
  if (typeof time !== 'string' || Number.isNaN(at)) throw new TraceError('time is not an ISO 8601 time');
  if (typeof queueId !== 'string' && typeof queueId !== 'number') throw new TraceError('queueId is missing');
  const agents = asObject(row.agents);
  const waiting = count(row.waiting);
  const oldestWaitSeconds = count(row.oldestWaitSeconds);
  return {
    time,
    ...(typeof row.queue === 'string' && { queue: row.queue }),
    observation: {
      tenant: typeof row.tenant === 'string' ? row.tenant : '',
      queueId: String(queueId),
      ...(typeof row.media === 'string' && { media: row.media }),
      at,
      ...(waiting !== undefined && { waiting }),
      ...(oldestWaitSeconds !== undefined && { oldestWaitSeconds }),
      ...(agents && { agents: agentsOf(agents) }),
      totals: totalsOf(row),
      policy: policyOf(asObject(row.serviceLevel), defaults),
    },
  };
}

/** Formats an observation as a line of a trace, which {@link parseTraceRow} reads back. Unknown values are omitted. */
export function traceLine(observation: QueueObservation, queue: string): string {
  const { tenant, queueId, media, at, waiting, oldestWaitSeconds, agents, totals, policy } = observation;
  const { target, thresholdSeconds, windowSeconds, abandons } = policy;
  return `${JSON.stringify({
    time: new Date(Math.round(at * 1000)).toISOString(),
    tenant,
    queueId,
    queue,
    media,
    waiting,
    oldestWaitSeconds: oldestWaitSeconds ?? null,
    agents,
    ...totals,
    serviceLevel: { target, thresholdSeconds, windowSeconds, abandons },
  })}\n`;
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

function agentsOf(row: Record<string, unknown>): NonNullable<QueueObservation['agents']> {
  const available = count(row.available);
  const busy = count(row.busy);
  return { ...(available !== undefined && { available }), ...(busy !== undefined && { busy }) };
}

function totalsOf(row: Record<string, unknown>): QueueTotals {
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
  const abandons = ABANDON_RULES.find((rule) => rule === row.abandons);
  return {
    ...defaults,
    target: target > 1 && target <= 100 ? target / 100 : target,
    thresholdSeconds: count(row.thresholdSeconds) ?? defaults.thresholdSeconds,
    windowSeconds: count(row.windowSeconds) || defaults.windowSeconds,
    ...(abandons && { abandons }),
  };
}

function asObject(value: unknown): Record<string, unknown> | undefined {
  return isObject(value) ? value : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Undefined for anything but a finite number that is not negative. */
function count(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}
