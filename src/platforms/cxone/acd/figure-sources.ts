import type { FigureSources } from '../../../domain/index.ts';

/** The fields that the figures of a queue come from, by collector; the requests are in the collectors. */

const ACTIVITY = 'GET /skills/activity';
const activity = (field: string) => ({ endpoint: ACTIVITY, fields: [field] });

export const SKILL_ACTIVITY_SOURCES = {
  waiting: activity('queueCount'),
  active: activity('contactsActive'),
  oldestWaitingAt: {
    ...activity('earliestQueueTime'),
    formula: "the instant, corrected by the difference between the platform's clock and the exporter's",
    absentWhen: 'no contact waits',
  },
  'agents.available': activity('agentsAvailable'),
  'agents.busy': activity('agentsWorking'),
  'agents.after_contact_work': activity('agentsACW'),
  'agents.unavailable': activity('agentsUnavailable'),
  agentsLoggedIn: activity('agentsLoggedIn'),
  serviceLevel: {
    endpoint: ACTIVITY,
    fields: ['serviceLevel', 'inSLA', 'outSLA'],
    formula: 'serviceLevel / 100',
    absentWhen: 'inSLA and outSLA are 0',
  },
  serviceLevelTarget: {
    ...activity('serviceLevelGoal'),
    formula: 'serviceLevelGoal / 100',
    absentWhen: 'the goal is 0, which means that the skill has none',
  },
  serviceLevelThresholdSeconds: {
    ...activity('serviceLevelThreshold'),
    absentWhen: 'the threshold is 0, which means that the skill has none',
  },
} satisfies FigureSources;

const SUMMARY = 'GET /skills/summary';
const NO_ROW = 'the response has no row of the skill for the period';
const summary = (field: string) => ({ endpoint: SUMMARY, fields: [field], absentWhen: NO_ROW });
const total = (field: string) => ({
  endpoint: SUMMARY,
  fields: [field],
  formula: `increases of ${field} of each UTC day since the exporter started`,
  absentWhen: 'the skill was never in a response',
});

const WAITS = {
  endpoint: SUMMARY,
  fields: ['contactsHandled', 'averageSpeedToAnswer'],
  formula: 'contactsHandled × averageSpeedToAnswer',
  absentWhen: NO_ROW,
};

export const SKILL_SUMMARY_SOURCES = {
  'windows.rolling.offered': summary('contactsOffered'),
  'windows.rolling.answered': summary('contactsHandled'),
  'windows.rolling.answeredWithinThreshold': summary('contactsWithinSLA'),
  'windows.rolling.abandoned': summary('abandonCount'),
  'windows.rolling.answeredWaitSeconds': WAITS,
  'windows.utc_day.offered': summary('contactsOffered'),
  'windows.utc_day.answered': summary('contactsHandled'),
  'windows.utc_day.answeredWithinThreshold': summary('contactsWithinSLA'),
  'windows.utc_day.abandoned': summary('abandonCount'),
  'windows.utc_day.answeredWaitSeconds': WAITS,
  'totals.offered': total('contactsOffered'),
  'totals.answered': total('contactsHandled'),
  'totals.answeredWithinThreshold': total('contactsWithinSLA'),
  'totals.abandoned': total('abandonCount'),
} satisfies FigureSources;
