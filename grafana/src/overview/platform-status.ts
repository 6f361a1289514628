import { PLATFORM_STATUSES, type PlatformStatus } from '../../../src/domain/index.ts';
import {
  BAD,
  CHOSEN_TENANTS,
  COUNT,
  GREY,
  ORANGE,
  POLLED_TENANTS,
  PURPLE,
  SKY,
  states,
  VERMILLION,
  words,
  YELLOW,
} from '../kit/index.ts';

/** The status that the platforms report of themselves, over time, and whether they respond. */

/** From best to worst; the numbers only order them. */
const STATUS: Readonly<Record<PlatformStatus, readonly [code: number, text: string, colour: string]>> = {
  operational: [0, 'Operational', SKY],
  unknown: [1, 'Unknown', GREY],
  under_maintenance: [2, 'Maintenance', PURPLE],
  degraded_performance: [3, 'Degraded', YELLOW],
  partial_outage: [4, 'Partial outage', ORANGE],
  major_outage: [5, 'Major outage', VERMILLION],
};
/** Beside the statuses: a platform that reports none, and one that does not respond. */
const NOT_REPORTED = -1;
const NO_RESPONSE = 6;

const worstStatus = PLATFORM_STATUSES.map(
  (status) =>
    `(contact_center_platform_status{${CHOSEN_TENANTS},status="${status}"} == 1) * ${STATUS[status][0]}`,
);

export const platformStatus = states({
  title: 'Platform status',
  description:
    'The status that each platform reports of itself: the worst of its components, on its status page or in its health response; for one that does not report it, whether it responds. A gap: it was not asked.',
  unit: COUNT,
  noValue: 'No platform reports its status',
  mappings: words({
    ...Object.fromEntries(
      Object.values(STATUS).map(([code, text, colour]) => [code, [text, colour] as const]),
    ),
    [NOT_REPORTED]: ['Not reported', GREY],
    [NO_RESPONSE]: ['No response', BAD],
  }),
  queries: [
    {
      expr: `max by (tenant) (${worstStatus.join(' or ')}) or max by (tenant) (contact_center_platform_up{${CHOSEN_TENANTS}} == 0) + ${NO_RESPONSE} or ${POLLED_TENANTS} * 0 + (${NOT_REPORTED})`,
      legend: '{{tenant}}',
    },
  ],
});
