import { QUEUE_LABELS } from '../../../src/metrics/index.ts';

/** The pieces that the dashboards' PromQL is made of. */

/** What identifies a queue's series; the recorded series `queue:...` have exactly these labels. */
export const QUEUE = QUEUE_LABELS.join(', ');

/** What the variables leave of the queues; several exporters may scrape the same tenant. */
export const CHOSEN_QUEUES = 'tenant=~"$tenant",queue_id=~"$queue",media=~"$media"';
/** The same with the rows that speak of all media of a queue: those of its agents and its routing, on some platforms. */
export const CHOSEN_QUEUES_OF_ALL_MEDIA = 'tenant=~"$tenant",queue_id=~"$queue",media=~"$media|all"';
export const CHOSEN_TENANTS = 'tenant=~"$tenant"';

/** One series per queue and medium, however many exporters tell of it. */
export const perQueue = (metric: string, selector = CHOSEN_QUEUES) =>
  `max by (${QUEUE}) (${metric}{${selector}})`;

/** A figure of a prediction by the better method that there is. */
export const byBestMethod = (metric: string, selector = CHOSEN_QUEUES) =>
  `(${perQueue(metric, `${selector},method="erlang_a"`)} or ${perQueue(metric, `${selector},method="occupancy_rule"`)})`;

/** Of how many queues something holds that is 1 or 0 for each of their media: a queue counts once. */
export const queuesWhere = (flag: string, by = '') =>
  `sum${by && ` by (${by})`} (max by (tenant, queue_id) (${flag}))`;

/** Parts added up first and divided last: no figure is an average of ratios. */
export const ratioOf = (part: string, whole: string, by = '') => {
  const sum = by ? `sum by (${by})` : 'sum';
  return `${sum} (${part}) / (${sum} (${whole}) > 0)`;
};

/** The rows of a queue that have contacts of their own: some platforms keep its agents in a row apart. */
export const rowsWithContacts = (selector = CHOSEN_QUEUES) =>
  `max by (${QUEUE}) (contact_center_queue_waiting_interactions{${selector}} or contact_center_queue_active_interactions{${selector}})`;

/** Agents ready for a queue's contacts: of its medium, or of all its media where they are not told apart. */
export const availableAgents = (queues = 'tenant=~"$tenant",queue_id=~"$queue"') => {
  const selector = `${queues},media=~"$media"`;
  const ofMedium = perQueue('contact_center_queue_agents', `${selector},state="available"`);
  const ofAllMedia = `max by (tenant, queue_id) (contact_center_queue_agents{${queues},media="all",state="available"})`;
  return `(${ofMedium} or ${rowsWithContacts(selector)} * 0 + on (tenant, queue_id) group_left () ${ofAllMedia})`;
};

/** Rates that are worked out over this are right at any scrape interval and zoom. */
export const rate = (counter: string) => `rate(${counter}[$__rate_interval])`;
