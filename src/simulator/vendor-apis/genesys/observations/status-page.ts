import { publicStatusPage } from '../../../http/status-page.ts';
import { iso } from '../../../http/time.ts';
import type { Call } from '../../../http/vendor-api.ts';

/** Component names of the real page are not documented; these follow the regions that its incidents name. */
export const statusPage = publicStatusPage((call) =>
  REGIONS.flatMap((region, index) => componentsOf(region, index, call)),
);

/** The tenant's region is the first one. */
const REGIONS = ['Americas (US East)', 'EMEA (Frankfurt)'];
const SERVICES = ['Analytics', 'Public API', 'Routing'];

/** A region is a group, and its services refer to it. */
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
