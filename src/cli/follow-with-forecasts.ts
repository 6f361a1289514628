import type { TenantConfig } from '../config/index.ts';
import type { TenantState } from '../domain/index.ts';
import { observationsOf, type PredictionService } from '../prediction/index.ts';
import { snapshotOf, type TenantForecast } from '../signals/index.ts';

/**
 * Shows each state of a tenant, a new queue poll together with the forecast that follows from it. What changes while a
 * forecast is made waits for it: nothing is shown twice over or out of turn.
 */
export function followWithForecasts(
  { name, serviceLevel }: TenantConfig,
  prediction: PredictionService | undefined,
  show: (state: TenantState, forecast?: TenantForecast) => void,
): (state: TenantState) => Promise<void> {
  let latest: TenantState | undefined;
  let forecastedAt: number | undefined;
  let forecast: TenantForecast | undefined;
  let busy = false;

  async function forecastFor(state: TenantState): Promise<void> {
    const queues = state.collectors.find(({ status }) => status.name === 'queues');
    const polledAt = queues?.status.lastSuccessAt;
    if (!queues?.collection) forecast = undefined;
    else if (prediction && polledAt !== undefined && polledAt !== forecastedAt) {
      forecastedAt = polledAt;
      const observations = observationsOf(snapshotOf(state, serviceLevel, polledAt), polledAt);
      forecast = await prediction.forecast(name, observations);
    }
  }

  return async (state) => {
    latest = state;
    if (busy) return;
    busy = true;
    try {
      while (latest) {
        const current: TenantState = latest;
        await forecastFor(current);
        if (latest === current) latest = undefined;
        show(current, forecast);
      }
    } finally {
      busy = false;
    }
  };
}
