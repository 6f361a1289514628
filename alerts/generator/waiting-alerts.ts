import {
  type Alert,
  agentsReading,
  OF_THIS_QUEUE,
  reading,
  WHILE_OPEN,
  WHO_WAITS_AND_SERVES,
} from './alert.ts';
import { lines, perQueue } from './rule.ts';
import { than, thresholdSeries } from './thresholds.ts';

const OLDEST_WAIT = 'queue:contact_center_queue_oldest_wait:seconds';
const WAITING = 'queue:contact_center_queue_waiting:max';
const AGENTS = 'queue:contact_center_queue_agents:max';
/** The same hour last week, from half an hour before this moment to half an hour after it. */
const AGENTS_LAST_WEEK = `avg_over_time(${AGENTS}[1h] offset 6d23h30m)`;

/** The longest acceptable wait. */
const LONGEST_WAIT = lines`
  |   ${perQueue('contact_center_queue_service_level_threshold_seconds')}
  |     * on (tenant) group_left () ${thresholdSeries('oldest_wait_thresholds')}`;

/** A contact is stuck after twice the longest acceptable wait, but not before `stuck_seconds`. */
const IS_STUCK = lines`
  | (
  |   ${OLDEST_WAIT} ${than('>', 'stuck_seconds')}
  |   and
  |   ${OLDEST_WAIT} / 2 >
  | ${LONGEST_WAIT}
  | )`;

/** Contacts that wait too long, and missing agents. */
export const waitingAlerts: readonly Alert[] = [
  {
    name: 'ContactCenterOldestWaitTooLong',
    severity: 'page',
    scope: 'queue',
    dashboard: 'contact-center-queue',
    comment:
      'Requires several waiting contacts or, where the platform does not count them, a busy queue. Stuck contacts are excluded: see ContactCenterInteractionsStuck.',
    expr: lines`
      | (
      |   ${OLDEST_WAIT} >
      | ${LONGEST_WAIT}
      | )
      | unless
      | ${IS_STUCK}
      | and
      | (
      |   ${WAITING} ${than('>=', 'min_waiting')}
      |   or
      |   queue:contact_center_queue_enough_contacts:bool == 1 unless ${WAITING}
      | )
      | ${WHILE_OPEN}`,
    for: '1m',
    keepFiringFor: '5m',
    summary:
      '{{ $labels.tenant }}: a contact has waited {{ $value | humanizeDuration }} in {{ $labels.queue }}',
    description: lines`
      | ${OF_THIS_QUEUE}
      | Contacts should be served within ${reading('contact_center_queue_service_level_threshold_seconds', 'humanizeDuration')}.
      | ${WHO_WAITS_AND_SERVES}`,
  },
  nobodyAvailable({
    severity: 'page',
    comment: 'No agent is available and none is busy: the queue has no staff.',
    who: 'queue:contact_center_queue_agents_serving:max',
    for: '2m',
    summary: 'contacts wait in {{ $labels.queue }} and no agent serves them',
  }),
  nobodyAvailable({
    severity: 'ticket',
    comment:
      'All agents have been busy for a while. Alerts on the wait and the service level page if customers are affected.',
    who: perQueue('contact_center_queue_agents{state="available"}'),
    for: '10m',
    summary: 'contacts wait in {{ $labels.queue }} and no agent has been free for 10m',
  }),
  {
    name: 'ContactCenterAgentsGone',
    severity: 'page',
    scope: 'queue',
    dashboard: 'contact-center-agents',
    comment: 'Does not fire in the first week, when data to compare with is missing.',
    expr: lines`
      | (
      |   ${AGENTS}
      |   / (${AGENTS_LAST_WEEK} ${than('>=', 'min_agents')})
      | ) ${than('<', 'agents_left_ratio')}
      | ${WHILE_OPEN}`,
    for: '5m',
    keepFiringFor: '5m',
    summary:
      '{{ $labels.tenant }}: {{ $labels.queue }} has {{ $value | humanizePercentage }} of the agents of last week',
    description: lines`
      | ${OF_THIS_QUEUE}
      | Agents on the queue: ${agentsReading(`${AGENTS}{%s}`)}; in the same hour last week: ${agentsReading(`avg_over_time(${AGENTS}{%s}[1h] offset 6d23h30m)`)}.
      | ${WHO_WAITS_AND_SERVES}`,
  },
  {
    name: 'ContactCenterInteractionsStuck',
    severity: 'ticket',
    scope: 'queue',
    dashboard: 'contact-center-queue',
    comment: 'By age, not by count: a single contact that never reaches an agent distorts every wait metric.',
    expr: IS_STUCK,
    for: '15m',
    summary:
      '{{ $labels.tenant }}: a contact is stuck in {{ $labels.queue }} for {{ $value | humanizeDuration }}',
    description: lines`
      | ${OF_THIS_QUEUE}
      | Customers do not wait that long; most likely the platform has lost track of the contact.
      | ${WHO_WAITS_AND_SERVES}`,
  },
];

interface NobodyAvailable extends Required<Pick<Alert, 'severity' | 'comment' | 'for' | 'summary'>> {
  /** Series of the agents who could serve. */
  readonly who: string;
}

function nobodyAvailable({ severity, comment, who, for: held, summary }: NobodyAvailable): Alert {
  return {
    name: 'ContactCenterNobodyAvailable',
    severity,
    scope: 'queue',
    dashboard: 'contact-center-agents',
    comment,
    expr: lines`
      | (
      |   ${WAITING} ${than('>=', 'min_waiting')}
      |   or
      |   ${OLDEST_WAIT} > ${perQueue('contact_center_queue_service_level_threshold_seconds')}
      |     unless ${WAITING}
      | )
      | and on (tenant, queue_id)
      | sum by (tenant, queue_id) (${who}) == 0
      | ${WHILE_OPEN}`,
    for: held,
    keepFiringFor: '5m',
    summary: `{{ $labels.tenant }}: ${summary}`,
    description: lines`
      | ${OF_THIS_QUEUE}
      | ${WHO_WAITS_AND_SERVES}
      | Agents on the queue in any state: ${agentsReading(`${AGENTS}{%s}`)}.`,
  };
}
