import { publicStatusPage } from '../../../http/status-page.ts';
import { iso } from '../../../http/time.ts';
import type { Call } from '../../../http/vendor-api.ts';

/** The names of the real page's components are not documented; these are made up after its incidents, which name regions. */
export const statusPage = publicStatusPage((call) =>
  REGIONS.flatMap((region, index) => componentsOf(region, index, call)),
);

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
