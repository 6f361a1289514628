import { setImmediate } from 'node:timers/promises';
import type { TenantConfig } from '../config/index.ts';
import type { TenantState } from '../domain/index.ts';
import { systemClock } from '../polling/index.ts';
import { observationsOf, type PredictionService } from '../prediction/index.ts';
import { snapshotOf, type TenantForecast, type TenantSnapshot, withForecast } from '../signals/index.ts';

/**
 * Shows each state of a tenant, a new queue poll together with the forecast that follows from it. What changes while a
 * forecast is made waits for it: nothing is shown twice over or out of turn.
 */
export function followWithForecasts(
  { name, serviceLevel }: TenantConfig,
  prediction: PredictionService | undefined,
  show: (snapshot: TenantSnapshot) => void,
): (state: TenantState) => Promise<void> {
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
      forecast = await prediction.forecast(name, observationsOf(snapshot, polledAt));
    }
  }

  return async (state) => {
    latest = state;
    if (busy) return;
    busy = true;
    try {
      while (latest) {
        const current: TenantState = latest;
        // Of thousands of queues each step takes some milliseconds: other work has its turn between them.
        await setImmediate();
        const snapshot = snapshotOf(current, serviceLevel, systemClock.now());
        await setImmediate();
        await updateForecast(current, snapshot);
        if (latest === current) latest = undefined;
        show(withForecast(snapshot, forecast));
      }
    } finally {
      busy = false;
    }
  };
}
