import type { Media } from '../domain/index.ts';
import {
  type ContactCentre,
  createContactCentre,
  handleSeconds,
  type QueueReading,
  waitSeconds,
} from './engine/index.ts';
import { iso } from './http/time.ts';
import { presetCentre } from './presets/index.ts';

/** One row of a trace: one queue at one poll, in the trace format (docs/simulator-and-traces.md). */
export interface TraceRow {
  /** ISO 8601. */
  readonly time: string;
  readonly tenant: string;
  readonly queueId: string;
  readonly queue: string;
  readonly media: Media;
  readonly waiting: number;
  readonly oldestWaitSeconds: number | null;
  /** `busy` includes after-contact work. */
  readonly agents: { readonly available: number; readonly busy: number };
  readonly offered: number;
  readonly answered: number;
  readonly answeredWithinThreshold: number;
  readonly abandoned: number;
  readonly handleSeconds: number;
  /** Total wait of all contacts that left the queue, answered or abandoned. */
  readonly waitSeconds: number;
  readonly serviceLevel: {
    readonly target: number;
    readonly thresholdSeconds: number;
    readonly windowSeconds: number;
  };
}

/** Rolling window of the service level unless another one is given. */
const DEFAULT_WINDOW_SECONDS = 900;

export interface TraceOptions {
  readonly preset: string;
  readonly seed: number;
  /** Absent: the preset's name. */
  readonly tenant?: string;
  /** Unix seconds of the first poll. */
  readonly startAt: number;
  readonly durationSeconds: number;
  readonly intervalSeconds: number;
}

/**
 * Generates a trace without HTTP or waiting, row by row: the first poll at `startAt`, the last one before its end.
 * @throws RangeError for an unknown preset, or an interval that is not positive.
 */
export function* simulateTrace(options: TraceOptions): Generator<TraceRow, void> {
  const { preset, seed, tenant = preset, startAt, durationSeconds, intervalSeconds } = options;
  if (!(intervalSeconds > 0)) throw new RangeError('the interval of a trace must be positive');
  const centre = createContactCentre({ ...presetCentre(preset, seed), startAt });
  const polls = Math.ceil(durationSeconds / intervalSeconds);
  for (let poll = 0; poll < polls; poll++) {
    centre.advanceTo(startAt + poll * intervalSeconds);
    yield* traceRows(centre, tenant);
  }
}

/** Trace rows of every queue at the centre's current time. */
export function traceRows(
  centre: ContactCentre,
  tenant: string,
  windowSeconds = DEFAULT_WINDOW_SECONDS,
): readonly TraceRow[] {
  const time = iso(centre.now);
  return centre.readings().map((reading) => traceRow(reading, { time, tenant, windowSeconds }, centre.now));
}

function traceRow(
  { profile, waiting, oldestWaitingAt, agents, totals }: QueueReading,
  { time, tenant, windowSeconds }: { time: string; tenant: string; windowSeconds: number },
  now: number,
): TraceRow {
  return {
    time,
    tenant,
    queueId: profile.id,
    queue: profile.name,
    media: profile.media,
    waiting,
    oldestWaitSeconds: oldestWaitingAt === undefined ? null : milliseconds(now - oldestWaitingAt),
    agents: { available: agents.available, busy: agents.busy + agents.after_contact_work },
    offered: totals.offered,
    answered: totals.answered,
    answeredWithinThreshold: totals.answeredWithinThreshold,
    abandoned: totals.abandoned,
    handleSeconds: milliseconds(handleSeconds(totals)),
    waitSeconds: milliseconds(waitSeconds(totals)),
    serviceLevel: { ...profile.serviceLevel, windowSeconds },
  };
}

function milliseconds(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
