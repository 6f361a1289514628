import { availableAgents, badBelow, byBestMethod, CHANCE, stat } from '../kit/index.ts';
import { JUDGED, last, ONE, QUEUE_ONLY, recorded, TARGET } from './scope.ts';

/** The queue now. */

export const present = [
  stat({
    title: 'Service level',
    description: 'Over the rolling window that the queue is judged by; else the figure of the platform.',
    unit: 'percentunit',
    decimals: 1,
    noValue: 'No contacts',
    queries: [{ expr: JUDGED }],
  }),
  stat({
    title: 'Against target',
    description: 'Service level less its target, in percentage points. Below zero the queue misses it.',
    unit: 'percentunit',
    decimals: 1,
    noValue: 'No contacts',
    thresholds: badBelow(0, 0.05),
    queries: [{ expr: `${JUDGED} - ${TARGET}` }],
  }),
  stat({
    title: 'Target',
    description: 'The share of contacts that has to be served in time.',
    unit: 'percentunit',
    queries: [{ expr: TARGET }],
  }),
  stat({
    title: 'In time is within',
    description: 'The wait inside which a contact counts as served in time.',
    unit: 's',
    queries: [{ expr: last('service_level_threshold_seconds') }],
  }),
  stat({
    title: 'Chance of breach',
    description: 'That the service level is below target at some poll inside the horizon.',
    unit: 'percentunit',
    decimals: 0,
    noValue: 'Not predicted',
    thresholds: CHANCE,
    queries: [{ expr: `max(${byBestMethod('contact_center_queue_sla_breach_probability', ONE)})` }],
  }),
  stat({
    title: 'Waiting',
    description: 'Contacts waiting now.',
    unit: 'short',
    noValue: 'Unknown',
    queries: [{ expr: recorded('waiting:max') }],
  }),
  stat({
    title: 'Oldest wait',
    description:
      "Of the contact that has waited longest; the platform's own current wait where it does not tell.",
    unit: 's',
    noValue: 'Nobody waits',
    queries: [{ expr: recorded('oldest_wait:seconds') }],
  }),
  stat({
    title: 'Available agents',
    description: 'Agents ready for the next contact of this queue.',
    unit: 'short',
    noValue: 'Unknown',
    queries: [{ expr: `max(${availableAgents(QUEUE_ONLY)})` }],
  }),
];
