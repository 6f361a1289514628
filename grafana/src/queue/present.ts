import { availableAgents, badBelow, CHANCE, COUNT, DURATION, orNone, RATIO, stat } from '../kit/index.ts';
import { COUNTED, chanceBy, JUDGED, last, ONE, QUEUE_ONLY, recorded, TARGET } from './scope.ts';

/** The queue now. */

const NOT_REPORTED = 'Not reported';
const NO_CONTACTS = 'No contacts';

export const present = [
  stat({
    title: 'Service level',
    description: 'Over the rolling window that the queue is judged by; otherwise the figure of the platform.',
    unit: RATIO,
    decimals: 1,
    noValue: NOT_REPORTED,
    none: NO_CONTACTS,
    queries: [{ expr: orNone(JUDGED, COUNTED) }],
  }),
  stat({
    title: 'Against target',
    description: 'Service level less its target, in percentage points. Below zero the queue misses it.',
    unit: RATIO,
    decimals: 1,
    noValue: NOT_REPORTED,
    none: NO_CONTACTS,
    thresholds: badBelow(0, 0.05),
    queries: [{ expr: orNone(`${JUDGED} - ${TARGET}`, COUNTED) }],
  }),
  stat({
    title: 'Target',
    description: 'The share of contacts that has to be served in time.',
    unit: RATIO,
    noValue: 'Unknown',
    queries: [{ expr: TARGET }],
  }),
  stat({
    title: 'In time within',
    description: 'The wait inside which a contact counts as served in time.',
    unit: DURATION,
    noValue: 'Unknown',
    queries: [{ expr: last('service_level_threshold_seconds') }],
  }),
  stat({
    title: 'Chance of breach',
    description: 'That the service level is below target at some poll inside the horizon.',
    unit: RATIO,
    decimals: 0,
    noValue: 'Not predicted',
    thresholds: CHANCE,
    queries: [{ expr: chanceBy('erlang_a') }],
  }),
  stat({
    title: 'Waiting',
    description: 'Contacts waiting now.',
    unit: COUNT,
    noValue: NOT_REPORTED,
    queries: [{ expr: recorded('waiting:max') }],
  }),
  stat({
    title: 'Longest wait',
    description:
      "Of the contact that has waited longest; the platform's own current wait where it does not report single contacts.",
    unit: DURATION,
    noValue: NOT_REPORTED,
    none: 'None waiting',
    queries: [
      {
        expr: orNone(
          `(${recorded('oldest_wait:seconds')} > 0)`,
          `(queue:contact_center_queue_waiting:max{${ONE}} or queue:contact_center_queue_oldest_wait:seconds{${ONE}})`,
        ),
      },
    ],
  }),
  stat({
    title: 'Available',
    description: 'Agents ready for the next contact of this queue.',
    unit: COUNT,
    noValue: NOT_REPORTED,
    queries: [{ expr: `max(${availableAgents(QUEUE_ONLY)})` }],
  }),
];
