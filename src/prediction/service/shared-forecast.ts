import { z } from 'zod';
import type { QueueForecast, TenantForecast } from '../../signals/index.ts';

/** A tenant's forecast as values that another process can show: JSON. */

/** A forecast, and how many were not made in time. */
export interface ForecastRecord {
  readonly forecast: TenantForecast | undefined;
  readonly skipped: number;
}

export interface SharedForecast {
  readonly head: unknown;
  /** One for each queue. */
  readonly rows: readonly object[];
}

const head = z.object({
  skipped: z.number(),
  isMade: z.boolean(),
  brierScores: z.record(z.string(), z.number()),
  cpuSeconds: z.number().optional(),
});
/** The forecast's own fields are those of the same version: {@link SharedForecast} is part of a versioned format. */
const row = z.looseObject({
  key: z.string(),
  prediction: z.object({ probability: z.number().optional(), predicted: z.boolean().optional() }).optional(),
});

export function toSharedForecast({ forecast, skipped }: ForecastRecord): SharedForecast {
  const { queues, brierScores = {}, cpuSeconds } = forecast ?? {};
  return {
    head: { skipped, isMade: forecast !== undefined, brierScores, cpuSeconds },
    rows: [...(queues ?? [])].map(([key, each]) => ({ key, ...each })),
  };
}

/** @throws ZodError for values that are not a forecast. */
export function fromSharedForecast(shared: SharedForecast): ForecastRecord {
  const { skipped, isMade, brierScores, cpuSeconds } = head.parse(shared.head);
  if (!isMade) return { forecast: undefined, skipped };
  const queues = new Map(
    z
      .array(row)
      .parse(shared.rows)
      .map(({ key, prediction = {}, ...each }) => [key, { prediction, ...each } as QueueForecast]),
  );
  return { forecast: { queues, brierScores, ...(cpuSeconds !== undefined && { cpuSeconds }) }, skipped };
}
