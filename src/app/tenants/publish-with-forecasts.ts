import { setTimeout as delay, setImmediate } from 'node:timers/promises';
import type { TenantConfig } from '../../config/index.ts';
import type { CollectorState, TenantState } from '../../domain/index.ts';
import { systemClock } from '../../polling/index.ts';
import { type ForecastRecord, observationsOf, type PredictionService } from '../../prediction/index.ts';
import { snapshotOf, type TenantForecast, type TenantSnapshot, withForecast } from '../../signals/index.ts';

/**
 * Longest time that a state waits for its forecast, in milliseconds. Most forecasts take less. A state whose forecast takes
 * longer is published with the previous forecast, and again with its own.
 */
const HOLD_MS = 1_000;

export interface PublishOptions {
  /** Absent when prediction is disabled. */
  readonly prediction?: Pick<PredictionService, 'forecast'>;
  readonly publish: (snapshot: TenantSnapshot) => void;
  /**
   * Shares a state of this process's own polls, and the forecast shown with it, with the other replicas; false when another
   * one polls the tenant by now: then the state is not published.
   */
  readonly share?: (state: TenantState, forecast: ForecastRecord) => boolean;
  /** Called with whether a forecast was made in time, for each that is due. */
  readonly onForecast?: (isMade: boolean) => void;
  /** Called with an error of publishing a state or making its forecast; later states are still published. */
  readonly onError: (error: unknown) => void;
  /** Longest time that a state waits for its forecast, in milliseconds. */
  readonly holdMs?: number;
}

/** A state, and the forecast of the replica that polled it; without one, this process polled it. */
interface Polled {
  readonly state: TenantState;
  readonly shared: ForecastRecord | undefined;
}

/** Publishes each state of a tenant with the forecast of its newest queue poll or, until that is made, the previous one. */
export function publishWithForecasts(
  { name, serviceLevel }: TenantConfig,
  { prediction, publish, share, onForecast, onError, holdMs = HOLD_MS }: PublishOptions,
): (state: TenantState, shared?: ForecastRecord) => void {
  let latest: Polled | undefined;
  let isPublished = true;
  let isBusy = false;
  let forecastedAt: number | undefined;
  let forecast: TenantForecast | undefined;
  let skipped = 0;
  let record: ForecastRecord = { forecast, skipped };

  /** Resolves when the forecast of a new queue poll is made, has failed, or is late: the poll is then published without it. */
  async function updateForecast(state: TenantState, snapshot: TenantSnapshot): Promise<void> {
    const queues = state.collectors.find(({ status }) => status.name === 'queues');
    const polledAt = queues?.collection && queues.status.lastSuccessAt;
    if (polledAt === forecastedAt) return;
    forecastedAt = polledAt;
    if (!queues || polledAt === undefined) {
      forecast = undefined;
      return;
    }
    if (!prediction) return;
    const hold = new AbortController();
    let isHeld = true;
    const made = makeForecast(prediction, queues, snapshot, polledAt).then(() => {
      hold.abort();
      if (!isHeld) requestPublish();
    });
    await Promise.race([made, delay(holdMs, undefined, { signal: hold.signal }).catch(() => {})]);
    isHeld = false;
  }

  /** Shows another replica's forecast; the own one keeps the predictor's state current, and is not shown. */
  function adoptForecast(state: TenantState, snapshot: TenantSnapshot, shared: ForecastRecord): void {
    ({ forecast, skipped } = shared);
    const queues = state.collectors.find(({ status }) => status.name === 'queues');
    const polledAt = queues?.collection && queues.status.lastSuccessAt;
    if (polledAt === forecastedAt) return;
    forecastedAt = polledAt;
    if (!prediction || !queues || polledAt === undefined) return;
    const observations = observationsOf(snapshot, polledAt);
    prediction.forecast(name, observations, queues.status.intervalSeconds).catch(onError);
  }

  async function makeForecast(
    { forecast: make }: Pick<PredictionService, 'forecast'>,
    { status }: CollectorState,
    snapshot: TenantSnapshot,
    polledAt: number,
  ): Promise<void> {
    let made: TenantForecast | undefined;
    try {
      made = await make(name, observationsOf(snapshot, polledAt), status.intervalSeconds);
    } catch (error) {
      onError(error);
    }
    if (!made) skipped++;
    // When the queues became stale in the meantime, so did their forecast.
    forecast = forecastedAt === undefined ? undefined : made;
    onForecast?.(made !== undefined);
  }

  async function publishState({ state, shared }: Polled): Promise<void> {
    // With thousands of queues each step takes milliseconds: yield to other work between steps.
    await setImmediate();
    const snapshot = snapshotOf(state, serviceLevel, state.at ?? systemClock.now());
    await setImmediate();
    if (shared) adoptForecast(state, snapshot, shared);
    else await updateForecast(state, snapshot);
    const forecasted = withForecast(snapshot, forecast);
    const cpuSeconds = forecast?.cpuSeconds;
    const forecasts = { skipped, ...(cpuSeconds !== undefined && { cpuSeconds }) };
    if (record.forecast !== forecast || record.skipped !== skipped) record = { forecast, skipped };
    if (!shared && share && !share(state, record)) return;
    publish(prediction ? { ...forecasted, forecasts } : forecasted);
  }

  async function publishPending(): Promise<void> {
    while (latest && !isPublished) {
      isPublished = true;
      try {
        await publishState(latest);
      } catch (error) {
        onError(error);
      }
    }
    isBusy = false;
  }

  function requestPublish(): void {
    isPublished = false;
    if (isBusy) return;
    isBusy = true;
    void publishPending();
  }

  return (state, shared) => {
    latest = { state, shared };
    requestPublish();
  };
}
