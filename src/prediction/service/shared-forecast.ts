import { z } from 'zod';
import type {
  HorizonPrediction,
  PredictionMethod,
  QueueForecast,
  StaffingEstimate,
  TenantForecast,
} from '../../signals/index.ts';

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

const ratio = z.number().min(0).max(1);
const amount = z.number().nonnegative();
const head = z.object({
  skipped: z.number(),
  isMade: z.boolean(),
  brierScores: z.object({
    erlang_a: ratio.exactOptional(),
    occupancy_rule: ratio.exactOptional(),
  } satisfies Record<PredictionMethod, z.ZodType>),
  cpuSeconds: z.number().optional(),
});
const prediction = { probability: ratio.exactOptional(), predicted: z.boolean().exactOptional() };
/** Values that are not a forecast. `code` is stable. */
export class SharedForecastError extends Error {
  override readonly name = 'SharedForecastError';
  readonly code = 'invalid_state';
}

/** Fields that a newer version has added are ignored. */
const row = z.object({
  key: z.string(),
  prediction: z.object(prediction).default({}),
  estimatedWaitSeconds: amount.exactOptional(),
  staffing: z
    .object({
      arrivalRate: amount,
      handleSeconds: amount,
      patienceSeconds: amount.exactOptional(),
      agentsRequired: z.int().nonnegative().exactOptional(),
    } satisfies Record<keyof StaffingEstimate, z.ZodType>)
    .exactOptional(),
  further: z
    .array(
      z.object({ horizonSeconds: amount, ...prediction } satisfies Record<
        keyof HorizonPrediction,
        z.ZodType
      >),
    )
    .exactOptional(),
} satisfies Record<keyof QueueForecast | 'key', z.ZodType>);

export function toSharedForecast({ forecast, skipped }: ForecastRecord): SharedForecast {
  const { queues, brierScores = {}, cpuSeconds } = forecast ?? {};
  return {
    head: { skipped, isMade: forecast !== undefined, brierScores, cpuSeconds },
    rows: [...(queues ?? [])].map(([key, each]) => ({ key, ...each })),
  };
}

/** @throws SharedForecastError */
export function fromSharedForecast(shared: SharedForecast): ForecastRecord {
  const { skipped, isMade, brierScores, cpuSeconds } = parse(head, shared.head);
  if (!isMade) return { forecast: undefined, skipped };
  const queues = new Map(
    parse(z.array(row), shared.rows).map(({ key, ...forecast }): [string, QueueForecast] => [key, forecast]),
  );
  return { forecast: { queues, brierScores, ...(cpuSeconds !== undefined && { cpuSeconds }) }, skipped };
}

/** The message names the first violation: there may be thousands. */
function parse<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const { data, error } = schema.safeParse(value);
  if (!error) return data;
  const [first] = error.issues;
  throw new SharedForecastError(`${first?.path.join('.')}: ${first?.message}`);
}
