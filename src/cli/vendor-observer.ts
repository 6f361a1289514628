import type { ProcessMetrics } from '../exposition/index.ts';
import type { VendorObserver } from '../vendor-http/index.ts';

/** Counts what a tenant's client reports, from 0 on: nothing retried yet is known, and the first retry is an increase. */
export function vendorObserver(tenant: string, metrics: ProcessMetrics): VendorObserver {
  for (const counter of [metrics.apiRetries, metrics.apiThrottledSeconds, metrics.oauthRefreshes])
    counter.inc({ tenant }, 0);
  return {
    requestEnded: (endpoint, code, seconds) => {
      metrics.apiRequests.inc({ tenant, endpoint, code });
      metrics.apiRequestDuration.observe({ tenant, endpoint }, seconds);
    },
    retried: () => metrics.apiRetries.inc({ tenant }),
    throttled: (seconds) => metrics.apiThrottledSeconds.inc({ tenant }, seconds),
    budgetChanged: (requestsPerMinute, remaining) => {
      metrics.apiBudget.set({ tenant }, requestsPerMinute);
      metrics.apiBudgetRemaining.set({ tenant }, remaining);
    },
    tokenObtained: (expiresAt) => {
      metrics.oauthRefreshes.inc({ tenant });
      metrics.oauthTokenExpiry.set({ tenant }, expiresAt);
    },
    tokenDropped: () => metrics.oauthTokenExpiry.remove({ tenant }),
  };
}

/** For commands that show no metrics. */
export const unobserved: VendorObserver = {
  requestEnded: () => {},
  retried: () => {},
  throttled: () => {},
  budgetChanged: () => {},
  tokenObtained: () => {},
  tokenDropped: () => {},
};
