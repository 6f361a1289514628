import type { Cluster, Membership } from '../../cluster/index.ts';
import type { TenantConfig } from '../../config/index.ts';
import type { TenantState } from '../../domain/index.ts';
import { type ForecastRecord, fromSharedForecast, toSharedForecast } from '../../prediction/index.ts';
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
}

export function sharePolling(
  { polling: { collectors, staleAfter } }: TenantConfig,
  { cluster, polling, show, onError }: ShareOptions,
): SharedTenantPolling {
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
        show(state, extra ? fromSharedForecast(extra) : { forecast: undefined, skipped: 0 });
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
