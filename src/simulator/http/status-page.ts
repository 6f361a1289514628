import { iso } from './time.ts';
import { type Call, type Endpoint, ok } from './vendor-api.ts';

/**
 * A vendor's public status page in the format of Atlassian Statuspage (https://metastatuspage.com/api). The real ones
 * have their own hosts and respond while the platform does not.
 */
export function publicStatusPage(componentsOf: (call: Call) => readonly object[]): Endpoint {
  return {
    name: 'status_page',
    method: 'GET',
    path: '/api/v2/summary.json',
    isPublic: true,
    survivesOutage: true,
    handle(call) {
      const isOut = call.health === 'major_outage';
      return ok({
        page: { id: 'simulated', name: 'Simulated platform', url: call.origin, updated_at: iso(call.now) },
        status: {
          indicator: isOut ? 'critical' : 'none',
          description: isOut ? 'Major Service Outage' : 'All Systems Operational',
        },
        components: componentsOf(call),
        incidents: [],
        scheduled_maintenances: [],
      });
    },
  };
}
