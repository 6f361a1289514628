import type { CollectorState } from '../../src/domain/index.ts';
import type { ForecastRecord, QueueObservation } from '../../src/prediction/index.ts';

/** What the files beside this one hold, as values. Each field that is stored is there. */

export const COLLECTOR: CollectorState = {
  status: {
    name: 'aggregates',
    intervalSeconds: 60,
    slowedByBudget: true,
    success: true,
    lastSuccessAt: 1_700_000_000.25,
    durationSeconds: 0.125,
    missed: 1,
    skipped: 2,
    rejected: { no_id: 3 },
    lastError: 'timed out',
  },
  collection: {
    queues: [
      {
        id: '1',
        name: 'Sales "EU"',
        media: 'voice',
        waiting: 0,
        active: 4,
        oldestWaitingAt: 1_699_999_990.5,
        waitSeconds: 9.75,
        agents: { available: 0, busy: 4, after_contact_work: 1, unavailable: 2, not_responding: 3 },
        agentsLoggedIn: 10,
        occupancy: 0.5,
        serviceLevel: 0.75,
        serviceLevelTarget: 0.8,
        serviceLevelThresholdSeconds: 20,
        windows: {
          900: {
            offered: 3,
            answered: 2,
            answeredWithinThreshold: 1,
            abandoned: 1,
            shortAbandoned: 1,
            answeredWaitSeconds: 12,
          },
          platform: { answered: 7 },
          utc_day: { abandoned: 8 },
        },
        totals: {
          offered: 12,
          answered: 10,
          answeredWithinThreshold: 9,
          abandoned: 2,
          shortAbandoned: 1,
          handleSeconds: 33.25,
          waitSeconds: 20.5,
        },
        waitDistribution: {
          answered: { upperBounds: [10, Number.POSITIVE_INFINITY], counts: [3, 1] },
          abandoned: { upperBounds: [5], counts: [2] },
        },
        configVersion: 6,
        configDrifted: false,
        configChanges: { update: 2 },
      },
      { id: '2', name: 'Support', media: 'chat' },
    ],
    selection: { watched: 2, unmatched: [{ key: 'include', text: 'VIP*' }], listed: [] },
    agents: { busy: 4 },
    agentTimes: [{ agentId: 'a', state: 'busy', seconds: 12 }],
    health: { components: [{ component: 'api', status: 'operational', isPublic: true }] },
    changes: [
      { id: 'c', at: 1, queueId: '1', queue: 'Sales', action: 'update', version: 3, properties: ['skills'] },
    ],
    analytics: [{ channel: 'voice', figures: { handle_time: 12 } }],
    plan: [{ queue: 'Sales', intervals: [{ start: 1800, end: 3600, agents: 12, contacts: 95 }] }],
  },
};
export const MARKS = [{ queueId: '1', start: 1800, key: 'voice', figures: { offered: 12 } }];

export const FORECAST: ForecastRecord = {
  skipped: 4,
  forecast: {
    queues: new Map([
      [
        '1 voice',
        {
          prediction: { probability: 0.25, predicted: false },
          estimatedWaitSeconds: 14.5,
          staffing: { arrivalRate: 0.05, handleSeconds: 240, patienceSeconds: 90, agentsRequired: 15 },
          further: [{ horizonSeconds: 1800, probability: 0.5, predicted: true }],
        },
      ],
      ['2 chat', { prediction: {} }],
    ]),
    brierScores: { erlang_a: 0.125, occupancy_rule: 0.25 },
    cpuSeconds: 0.002,
  },
};

export const OBSERVATION: QueueObservation = {
  tenant: 'acme',
  queueId: '1',
  media: 'voice',
  at: 1_700_000_000.25,
  waiting: 3,
  oldestWaitSeconds: 12.5,
  agents: { available: 1, busy: 4 },
  totals: {
    offered: 12,
    answered: 10,
    answeredWithinThreshold: 9,
    abandoned: 2,
    handleSeconds: 33.25,
    waitSeconds: 20.5,
  },
  policy: { target: 0.8, thresholdSeconds: 20, windowSeconds: 900, minContacts: 5, horizonSeconds: 600 },
};
