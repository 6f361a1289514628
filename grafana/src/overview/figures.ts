import { availableAgents, byBestMethod, CHOSEN_QUEUES, perQueue } from '../kit/index.ts';

/** What the panels of the overview are made of: figures of the chosen queues. */

export const WAITING = `queue:contact_center_queue_waiting:max{${CHOSEN_QUEUES}}`;
export const LONGEST_WAIT = `queue:contact_center_queue_oldest_wait:seconds{${CHOSEN_QUEUES}}`;
export const JUDGED = `queue:contact_center_queue_service_level:judged{${CHOSEN_QUEUES}}`;
export const IN_TIME = `queue:contact_center_queue_answered_within_threshold:window{${CHOSEN_QUEUES}}`;
/** Those that the service level counts. */
export const COUNTED = `queue:contact_center_queue_counted:window{${CHOSEN_QUEUES}}`;
export const BREACH = perQueue('contact_center_queue_sla_breach');
const PREDICTED = byBestMethod('contact_center_queue_sla_breach_predicted');
/** 1 where a breach is predicted. A queue in breach does not count as at risk as well. */
export const AT_RISK = `(${PREDICTED} unless ${BREACH} == 1 or (${BREACH} == 1) * 0)`;
const SOME_WAIT = `(${WAITING} > bool 0 or ${LONGEST_WAIT} > bool 0)`;
/** 1 where contacts wait and no agent is available. */
export const UNATTENDED = `(${SOME_WAIT} * (${availableAgents()} == bool 0))`;
export const TARGET = perQueue('contact_center_queue_service_level_target_ratio');
/** Of the forecast alone: the rule of thumb is less accurate than how often queues breach at all (docs/prediction.md). */
export const CHANCE_OF_BREACH = perQueue(
  'contact_center_queue_sla_breach_probability',
  `${CHOSEN_QUEUES},method="erlang_a"`,
);
