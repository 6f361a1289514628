/** Figures of the one queue that is chosen. */

export const QUEUE_ONLY = 'tenant="$tenant",queue_id="$queue"';
/** Within the repeated section, `$media` is one medium. */
export const ONE = `${QUEUE_ONLY},media=~"$media"`;
export const recorded = (name: string) => `max(queue:contact_center_queue_${name}{${ONE}})`;
export const last = (name: string, matchers = '') => `max(contact_center_queue_${name}{${ONE}${matchers}})`;
/** Chance of a breach; of several horizons for the shortest one, whose chance is the least. */
export const chanceBy = (method: string) =>
  `min(contact_center_queue_sla_breach_probability{${ONE},method="${method}"})`;

export const JUDGED = recorded('service_level:judged');
export const TARGET = last('service_level_target_ratio');
/** How many contacts count in the rolling window: where that is 0, a service level does not exist. */
export const COUNTED = `queue:contact_center_queue_counted:window{${ONE}}`;
