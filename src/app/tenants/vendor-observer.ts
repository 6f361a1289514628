import type { ProcessMetrics } from '../../exposition/index.ts';
import type { VendorObserver } from '../../vendor-http/index.ts';

/** Records the requests of a tenant's client in the metrics; counters appear once `begin` is called. */
export interface TenantObserver extends VendorObserver {
  /** Starts the counters at 0, so that the first retry is visible as an increase. */
  begin(): void;
  /** Removes what is true of the process that polls alone; the counters stay. */
  end(): void;
}

export function vendorObserver(tenant: string, metrics: ProcessMetrics): TenantObserver {
  let hasBegun = false;
  let budget: readonly [requestsPerMinute: number, remaining: number] | undefined;

  function showBudget(): void {
    if (!hasBegun || !budget) return;
    metrics.apiBudget.set({ tenant }, budget[0]);
    metrics.apiBudgetRemaining.set({ tenant }, budget[1]);
  }

  return {
    begin: () => {
      hasBegun = true;
      for (const counter of [metrics.apiRetries, metrics.apiThrottledSeconds, metrics.oauthRefreshes])
        counter.inc({ tenant }, 0);
      showBudget();
    },
    end: () => {
      hasBegun = false;
      for (const gauge of [metrics.apiBudget, metrics.apiBudgetRemaining, metrics.oauthTokenExpiry])
        gauge.remove({ tenant });
    },
    requestEnded: ({ endpoint, code, seconds }) => {
      metrics.apiRequests.inc({ tenant, endpoint, code });
      metrics.apiRequestDuration.observe({ tenant, endpoint }, seconds);
    },
    retried: () => metrics.apiRetries.inc({ tenant }),
    throttled: (seconds) => metrics.apiThrottledSeconds.inc({ tenant }, seconds),
    budgetChanged: (...changed) => {
      budget = changed;
      showBudget();
    },
    tokenObtained: (expiresAt) => {
      metrics.oauthRefreshes.inc({ tenant });
      metrics.oauthTokenExpiry.set({ tenant }, expiresAt);
    },
    tokenDropped: () => metrics.oauthTokenExpiry.remove({ tenant }),
  };
}

/** For commands that export no metrics. */
export const noopVendorObserver: VendorObserver = {
  requestEnded: () => {},
  retried: () => {},
  throttled: () => {},
  budgetChanged: () => {},
  tokenObtained: () => {},
  tokenDropped: () => {},
};
