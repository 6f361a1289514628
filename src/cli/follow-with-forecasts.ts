import { setImmediate } from 'node:timers/promises';
import type { TenantConfig } from '../config/index.ts';
import type { TenantState } from '../domain/index.ts';
import { systemClock } from '../polling/index.ts';
import { observationsOf, type PredictionService } from '../prediction/index.ts';
import { snapshotOf, type TenantForecast, type TenantSnapshot, withForecast } from '../signals/index.ts';

export interface FollowOptions {
  readonly prediction: Pick<PredictionService, 'forecast'> | undefined;
  readonly show: (snapshot: TenantSnapshot) => void;
  /** Called with what went wrong in showing a state or making its forecast; the states after it are shown. */
  readonly onError: (error: unknown) => void;
}

/**
 * Shows each state of a tenant, a new queue poll together with the forecast that follows from it. What changes while a
 * forecast is made waits for it: nothing is shown twice over or out of turn.
 */
export function followWithForecasts(
  { name, serviceLevel }: TenantConfig,
  { prediction, show, onError }: FollowOptions,
): (state: TenantState) => void {
  let latest: TenantState | undefined;
  let forecastedAt: number | undefined;
  let forecast: TenantForecast | undefined;
  let busy = false;

  async function updateForecast(state: TenantState, snapshot: TenantSnapshot): Promise<void> {
    const queues = state.collectors.find(({ status }) => status.name === 'queues');
    const polledAt = queues?.status.lastSuccessAt;
    if (!queues?.collection) forecast = undefined;
    else if (prediction && polledAt !== undefined && polledAt !== forecastedAt) {
      forecastedAt = polledAt;
      forecast = undefined;
      try {
        forecast = await prediction.forecast(name, observationsOf(snapshot, polledAt));
      } catch (error) {
        onError(error);
      }
    }
  }

  async function showState(state: TenantState): Promise<void> {
    // Of thousands of queues each step takes some milliseconds: other work has its turn between them.
    await setImmediate();
    const snapshot = snapshotOf(state, serviceLevel, systemClock.now());
    await setImmediate();
    await updateForecast(state, snapshot);
    show(withForecast(snapshot, forecast));
  }

  async function showWaiting(): Promise<void> {
    for (let state = latest; state; state = latest) {
      try {
        await showState(state);
      } catch (error) {
        onError(error);
      }
      if (latest === state) latest = undefined;
    }
    busy = false;
  }

  return (state) => {
    latest = state;
    if (busy) return;
    busy = true;
    void showWaiting();
  };
}
