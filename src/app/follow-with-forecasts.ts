import { setTimeout as delay, setImmediate } from 'node:timers/promises';
import type { TenantConfig } from '../config/index.ts';
import type { CollectorState, TenantState } from '../domain/index.ts';
import { systemClock } from '../polling/index.ts';
import { observationsOf, type PredictionService } from '../prediction/index.ts';
import { snapshotOf, type TenantForecast, type TenantSnapshot, withForecast } from '../signals/index.ts';

export interface FollowOptions {
  readonly prediction: Pick<PredictionService, 'forecast'> | undefined;
  readonly show: (snapshot: TenantSnapshot) => void;
  /** Called with whether a forecast was made in time, for each that is due. */
  readonly onForecast?: (isMade: boolean) => void;
  /** Called with what went wrong in showing a state or making its forecast; the states after it are shown. */
  readonly onError: (error: unknown) => void;
  /** How long a state waits for its forecast, milliseconds. */
  readonly holdMs?: number;
}

/**
 * Most forecasts are made sooner, and are shown together with their poll. What was polled waits no longer: it is shown
 * with the forecast before, and again when its own is made.
 */
const HOLD_MS = 1_000;

/** Shows each state of a tenant, with the forecast that follows from its newest queue poll or, until that is made, the one before. */
export function followWithForecasts(
  { name, serviceLevel }: TenantConfig,
  { prediction, show, onForecast, onError, holdMs = HOLD_MS }: FollowOptions,
): (state: TenantState) => void {
  let latest: TenantState | undefined;
  let isShown = true;
  let isBusy = false;
  let forecastedAt: number | undefined;
  let forecast: TenantForecast | undefined;
  let skipped = 0;

  /** Resolves when the forecast of a new queue poll is made, has failed, or has taken so long that the poll is shown without. */
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
      if (!isHeld) showAgain();
    });
    await Promise.race([made, delay(holdMs, undefined, { signal: hold.signal }).catch(() => {})]);
    isHeld = false;
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
    // Queues that are no longer known have no forecast either.
    forecast = forecastedAt === undefined ? undefined : made;
    onForecast?.(made !== undefined);
  }

  async function showState(state: TenantState): Promise<void> {
    // Of thousands of queues each step takes some milliseconds: other work has its turn between them.
    await setImmediate();
    const snapshot = snapshotOf(state, serviceLevel, systemClock.now());
    await setImmediate();
    await updateForecast(state, snapshot);
    const shown = withForecast(snapshot, forecast);
    show(prediction ? { ...shown, forecasts: { cpuSeconds: forecast?.cpuSeconds, skipped } } : shown);
  }

  async function showWaiting(): Promise<void> {
    while (latest && !isShown) {
      isShown = true;
      try {
        await showState(latest);
      } catch (error) {
        onError(error);
      }
    }
    isBusy = false;
  }

  function showAgain(): void {
    isShown = false;
    if (isBusy) return;
    isBusy = true;
    void showWaiting();
  }

  return (state) => {
    latest = state;
    showAgain();
  };
}
