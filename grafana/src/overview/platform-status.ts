import { PLATFORM_STATUSES, type PlatformStatus } from '../../../src/domain/index.ts';
import { BAD, CHOSEN_TENANTS, GOOD, GREY, PURPLE, states, WATCH, words } from '../kit/index.ts';

/** What the platforms say of themselves, through time. */

/** From best to worst; the numbers only order them. */
const STATUS: Readonly<Record<PlatformStatus, readonly [code: number, text: string, colour: string]>> = {
  operational: [0, 'Operational', GOOD],
  unknown: [1, 'Unknown', GREY],
  under_maintenance: [2, 'Maintenance', PURPLE],
  degraded_performance: [3, 'Degraded', '#F0E442'],
  partial_outage: [4, 'Partial outage', WATCH],
  major_outage: [5, 'Major outage', BAD],
};

const worstStatus = PLATFORM_STATUSES.map(
  (status) =>
    `(contact_center_platform_status{${CHOSEN_TENANTS},status="${status}"} == 1) * ${STATUS[status][0]}`,
);

export const platformStatus = states({
  title: 'Platform status',
  description:
    'What each platform says of itself: the worst of its components, on its status page or in its health answer. A gap: it was not asked or did not answer.',
  unit: 'short',
  noValue: 'No platform is asked for its status',
  mappings: words(
    Object.fromEntries(Object.values(STATUS).map(([code, text, colour]) => [code, [text, colour] as const])),
  ),
  queries: [{ expr: `max by (tenant) (${worstStatus.join(' or ')})`, legend: '{{tenant}}' }],
});
