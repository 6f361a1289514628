import type { Cluster, Membership } from '../../cluster/index.ts';
import type { TenantConfig } from '../../config/index.ts';
import type { TenantState } from '../../domain/index.ts';
import {
  type ForecastRecord,
  fromSharedForecast,
  type SharedForecast,
  toSharedForecast,
} from '../../prediction/index.ts';
import type { TenantPolling } from './tenant-polling.ts';

/** A tenant whose polls replicas share: this one polls it or shows what another one has polled. */
export interface SharedTenantPolling {
  /** Returns whether this process still polls the tenant. */
  readonly publish: (state: TenantState, forecast: ForecastRecord) => boolean;
  readonly leave: () => Promise<void>;
}

export interface ShareOptions {
  readonly cluster: Cluster;
  readonly polling: TenantPolling;
  /** Shows another replica's state with its forecast. */
  readonly show: (state: TenantState, forecast: ForecastRecord) => void;
  readonly onError: (error: unknown) => void;
  /** Called for the first forecast in a row that cannot be read; its tenant is shown without one. */
  readonly onUnreadable: (error: unknown) => void;
}

const NO_FORECAST: ForecastRecord = { forecast: undefined, skipped: 0 };

export function sharePolling(
  { polling: { collectors, staleAfter } }: TenantConfig,
  { cluster, polling, show, onError, onUnreadable }: ShareOptions,
): SharedTenantPolling {
  let isUnreadable = false;

  function forecastFrom(extra: SharedForecast | undefined): ForecastRecord {
    try {
      const record = extra ? fromSharedForecast(extra) : NO_FORECAST;
      isUnreadable = false;
      return record;
    } catch (error) {
      if (!isUnreadable) onUnreadable(error);
      isUnreadable = true;
      return NO_FORECAST;
    }
  }

  const membership: Membership = cluster.join({
    identity: polling.stateBeforeFirstPoll.tenant,
    collectors: polling.collectors.map((collector) => ({
      name: collector.name,
      intervalSeconds: collectors[collector.name].intervalSeconds,
    })),
    staleAfter,
    startPolling: (start) => void polling.start(start),
    setShare: polling.setShare,
    stopPolling: polling.stop,
    show: (state, extra) => {
      try {
        show(state, forecastFrom(extra));
      } catch (error) {
        onError(error);
      }
    },
  });
  return {
    publish: (state, forecast) =>
      membership.publish(state, { source: forecast, make: () => toSharedForecast(forecast) }),
    leave: membership.leave,
  };
}
