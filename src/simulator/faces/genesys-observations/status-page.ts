import { type Call, type Endpoint, ok } from '../../http/face.ts';
import { iso } from '../../http/time.ts';

/**
 * The vendor's public status page, in the form of Atlassian Statuspage. The real one is on a host of its own; the names
 * of its components are not documented, and these are made up after its incidents, which name regions.
 */
export const statusPage: Endpoint = {
  name: 'status_page',
  method: 'GET',
  path: '/api/v2/summary.json',
  isPublic: true,
  survivesOutage: true,
  handle(call) {
    const isOut = call.health === 'major_outage';
    return ok({
      page: { id: 'simulated', name: 'Simulated Cloud', url: call.origin, updated_at: iso(call.now) },
      status: {
        indicator: isOut ? 'critical' : 'none',
        description: isOut ? 'Major Service Outage' : 'All Systems Operational',
      },
      components: REGIONS.flatMap((region, index) => componentsOf(region, index, call)),
      incidents: [],
      scheduled_maintenances: [],
    });
  },
};

/** The tenant lives in the first one. */
const REGIONS = ['Americas (US East)', 'EMEA (Frankfurt)'];
const SERVICES = ['Analytics', 'Public API', 'Routing'];

/** A region is a heading, and its services name it. */
function componentsOf(region: string, index: number, { health, now }: Call): readonly object[] {
  const status = index === 0 ? health : 'operational';
  const groupId = `group-${index}`;
  const common = { status, description: null, updated_at: iso(now), page_id: 'simulated' };
  return [
    { ...common, id: groupId, name: region, group: true, group_id: null, position: index + 1 },
    ...SERVICES.map((name, position) => ({
      ...common,
      id: `${groupId}-${position}`,
      name,
      group: false,
      group_id: groupId,
      position: position + 1,
    })),
  ];
}
