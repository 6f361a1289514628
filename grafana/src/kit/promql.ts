import { QUEUE_LABELS } from '../../../src/metrics/index.ts';

/** The pieces that the dashboards' PromQL is made of. */

/** What identifies a queue's series; the recorded series `queue:...` have exactly these labels. */
export const QUEUE = QUEUE_LABELS.join(', ');

/**
 * The queues that the variables choose. Rows of the media `all` are among them whatever the medium: some platforms do
 * not distinguish media, others only for agents and routing.
 */
export const CHOSEN_QUEUES = 'tenant=~"$tenant",queue_id=~"$queue",media=~"$media|all"';
export const CHOSEN_TENANTS = 'tenant=~"$tenant"';

/** One series per queue and medium, however many exporters poll it. */
export const perQueue = (metric: string, selector = CHOSEN_QUEUES) =>
  `max by (${QUEUE}) (${metric}{${selector}})`;

/** The same of several horizons for the shortest one, whose chance of a breach is the least. */
const shortestHorizon = (metric: string, selector: string) => `min by (${QUEUE}) (${metric}{${selector}})`;

/** A figure of a prediction by the better method that there is. */
export const byBestMethod = (metric: string, selector = CHOSEN_QUEUES) =>
  `(${shortestHorizon(metric, `${selector},method="erlang_a"`)} or ${shortestHorizon(metric, `${selector},method="occupancy_rule"`)})`;

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

/** Agents ready for a queue's contacts: of its medium, or of all its media where they are not distinguished. */
export const availableAgents = (queues = 'tenant=~"$tenant",queue_id=~"$queue"') => {
  const selector = `${queues},media=~"$media|all"`;
  const ofMedium = perQueue('contact_center_queue_agents', `${selector},state="available"`);
  const ofAllMedia = `max by (tenant, queue_id) (contact_center_queue_agents{${queues},media="all",state="available"})`;
  return `(${ofMedium} or ${rowsWithContacts(selector)} * 0 + on (tenant, queue_id) group_left () ${ofAllMedia})`;
};

/** Rates that are worked out over this are right at any scrape interval and zoom. */
export const rate = (counter: string) => `rate(${counter}[$__rate_interval])`;

/**
 * What a query gives where it is known that there was nothing to work the figure out from. Unknown has no value at
 * all. No figure of the dashboards is ever as low.
 */
export const NONE = -1000;

/** The figure; {@link NONE} where the count, which is known, is 0. */
export const orNone = (figure: string, count: string) =>
  `(${figure} or (sum(${count}) == 0) * 0 + (${NONE}))`;

/** Every queue has it, on every platform, whether its platform answers or not. */
export const EVERY_QUEUE = 'contact_center_queue_service_level_target_ratio';

/** The tenants that are polled, those of an exporter that cannot be scraped included. */
export const POLLED_TENANTS = `group by (tenant) (contact_center_tenant_info{${CHOSEN_TENANTS}} or last_over_time(contact_center_tenant_info{${CHOSEN_TENANTS}}[1h]) and on (job, instance) up == 0)`;
/** Targets come from the configuration, and stay when a platform is out: these come from its queues. */
const FROM_QUEUES = ['waiting_interactions', 'active_interactions', 'agents'];
const TENANTS_WITH_DATA = `group by (tenant) (${FROM_QUEUES.map((name) => `contact_center_queue_${name}{${CHOSEN_TENANTS}}`).join(' or ')})`;

/** 1 for each tenant whose queues are known now, 0 for each other one. */
export const TENANT_HAS_DATA = `(${POLLED_TENANTS} and ${TENANTS_WITH_DATA} or ${POLLED_TENANTS} * 0)`;

const labelledCount = (label: string, series: string) => `count_values("${label}", count(${series}))`;

/** A figure over all tenants, with how many of them it holds: see {@link REPORTING}. `kept` are labels of the figure. */
export const withReporting = (figure: string, parts: string, kept = '') =>
  `${figure} * on () group_right (${kept}) (${labelledCount('reporting', `group by (tenant) (${parts})`)} * on () group_left (polled) ${labelledCount('polled', POLLED_TENANTS)})`;

/** The name of such a figure: below `3 of 4 tenants report`, a fourth is missing from it. */
export const REPORTING = '{{reporting}} of {{polled}} tenants report';

const MINUTES_OF_WINDOW = `(max by (${QUEUE}) (contact_center_queue_service_level_window_seconds{${CHOSEN_QUEUES}}) / 60)`;

/** A figure over the rolling window of the queues, with the length of it: see {@link OVER_WINDOW}. */
export const withWindow = (figure: string) =>
  `${figure} * on () group_left (over) (label_replace(count_values("over", max(${MINUTES_OF_WINDOW}) == min(${MINUTES_OF_WINDOW})), "over", "$1 min", "over", "(.+)") or on () label_replace(group(${MINUTES_OF_WINDOW}), "over", "own windows", "", ""))`;

/** The name of such a figure, such as `15 min, 3 of 4 tenants`. */
export const OVER_WINDOW = '{{over}}, {{reporting}} of {{polled}} tenants';

/** More series than that make a legend that cannot be read. */
const SHOWN = 10;

const selected = (select: string, aggregate: string, series: string) =>
  `(${series}) and ${select}(${SHOWN}, ${aggregate}((${series})[$__range:$__interval] @ end()))`;

/** The series whose highest value in the time shown is among the ten highest: the same ones at every point. */
export const highest = (series: string) => selected('topk', 'max_over_time', series);
/** The same with the lowest. */
export const lowest = (series: string) => selected('bottomk', 'min_over_time', series);

const namedAs = (text: string, series: string) =>
  `label_replace(${series}, "shown", "${text}", "tenant", "(.*)")`;

/**
 * Series by tenant, selected from `all` and named {@link TENANT_NAME}. Of up to ten tenants, those without a value in
 * the time shown have a series without values: the legend says so, and each tenant has the same colour in every graph,
 * as Grafana gives out colours in the order of the series.
 */
export const byTenant = (all: string, shown: string) =>
  `${namedAs('$1', `(${shown})`)} or ${namedAs('$1: not reported', `(${POLLED_TENANTS} unless max_over_time((${all})[$__range:$__interval] @ end()) and on () count(${POLLED_TENANTS}) <= ${SHOWN}) * NaN`)}`;

export const TENANT_NAME = '{{shown}}';
