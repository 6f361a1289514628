import {
  type Alert,
  ENOUGH_CONTACTS,
  OF_THIS_QUEUE,
  reading,
  WATCHED_FOR,
  WHILE_OPEN,
  WHO_WAITS_AND_SERVES,
} from './alert.ts';
import { lines } from './rule.ts';
import { than, thresholdSeries } from './thresholds.ts';

const ratio = (period: string) => `queue:contact_center_queue_abandonment:ratio${period}`;
const abandoned = (period: string) =>
  `Contacts in ${period}: ${reading(`queue:contact_center_queue_ended:increase${period}`)}, abandoned: ${reading(`queue:contact_center_queue_abandoned:increase${period}`)}.`;
/** Abandonment ratio as a multiple of the target. */
const burn = (period: string) =>
  `${ratio(period)} / on (tenant) group_left () ${thresholdSeries('abandonment_ratio')}`;

/** Abandonment: a high rate pages; a rate above the target over a shift files a ticket. */
export const abandonmentAlerts: readonly Alert[] = [
  {
    name: 'ContactCenterAbandonmentBurning',
    severity: 'page',
    scope: 'queue',
    dashboard: 'contact-center-queue',
    expr: lines`
      | ${burn('1h')} ${than('>', 'abandonment_burn')}
      | and
      | ${burn('5m')} ${than('>', 'abandonment_burn')}
      | and
      | queue:contact_center_queue_abandoned:increase1h ${than('>=', 'breach_excess_contacts')}
      | ${WATCHED_FOR['1h']}
      | ${ENOUGH_CONTACTS}
      | ${WHILE_OPEN}`,
    for: '2m',
    keepFiringFor: '5m',
    summary:
      '{{ $labels.tenant }}: {{ $labels.queue }} loses {{ $value | printf "%.1f" }} times more contacts than its target allows',
    description: lines`
      | ${OF_THIS_QUEUE}
      | Contacts abandoned: ${reading(ratio('1h'), 'humanizePercentage')} in an hour, ${reading(ratio('5m'), 'humanizePercentage')} in the last 5m.
      | ${abandoned('1h')}
      | ${WHO_WAITS_AND_SERVES}`,
  },
  {
    name: 'ContactCenterAbandonmentAboveTarget',
    severity: 'ticket',
    scope: 'queue',
    dashboard: 'contact-center-queue',
    expr: lines`
      | ${ratio('8h')} ${than('>', 'abandonment_ratio')}
      | and
      | ${ratio('30m')} ${than('>', 'abandonment_ratio')}
      | ${WATCHED_FOR['8h']}
      | ${ENOUGH_CONTACTS}
      | ${WHILE_OPEN}`,
    for: '15m',
    keepFiringFor: '15m',
    summary:
      '{{ $labels.tenant }}: {{ $value | humanizePercentage }} of the contacts of {{ $labels.queue }} abandon',
    description: lines`
      | ${OF_THIS_QUEUE}
      | Contacts abandoned: {{ $value | humanizePercentage }} in a shift, ${reading(ratio('30m'), 'humanizePercentage')} in the last 30m.
      | ${abandoned('8h')}
      | ${WHO_WAITS_AND_SERVES}`,
  },
];
