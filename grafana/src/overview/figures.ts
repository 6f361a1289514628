import { byBestMethod, CHOSEN_QUEUES, perQueue } from '../kit/index.ts';

/** What the panels of the overview are made of: figures of the chosen queues. */

export const WAITING = `queue:contact_center_queue_waiting:max{${CHOSEN_QUEUES}}`;
export const LONGEST_WAIT = `queue:contact_center_queue_oldest_wait:seconds{${CHOSEN_QUEUES}}`;
export const JUDGED = `queue:contact_center_queue_service_level:judged{${CHOSEN_QUEUES}}`;
export const IN_TIME = `queue:contact_center_queue_answered_within_threshold:window{${CHOSEN_QUEUES}}`;
export const ENDED = `queue:contact_center_queue_ended:window{${CHOSEN_QUEUES}}`;
export const BREACH = perQueue('contact_center_queue_sla_breach');
export const PREDICTED = byBestMethod('contact_center_queue_sla_breach_predicted');
export const TARGET = perQueue('contact_center_queue_service_level_target_ratio');
export const CHANCE_OF_BREACH = byBestMethod('contact_center_queue_sla_breach_probability');
