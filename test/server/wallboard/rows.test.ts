import { describe, expect, it } from 'vitest';
import { type AbandonRule, queueKey } from '../../../src/domain/index.ts';
import { rowsOf } from '../../../src/server/wallboard/rows.ts';
import { rowText } from '../../../src/server/wallboard/shared/row-text.js';
import { queue, tenant, unixNow } from './board.ts';

describe('a queue that only the rule of thumb predicts', () => {
  const busy = queue('Sales', { waitSeconds: 60, agents: { available: 0, busy: 5 } });
  const [row] = rowsOf(tenant('acme', [busy]));

  it('shows a queue that only the rule of thumb predicts as at risk and without a probability', () => {
    expect(row).toMatchObject({ predicted: true, isRuleOfThumb: true });
    expect(row).not.toHaveProperty('probability');
    const text = rowText(row!, unixNow());
    expect(text).toMatchObject({ probability: '–' });
    expect(JSON.stringify(text)).toContain('By rule of thumb');
  });
});

describe('a queue whose service level leaves out abandoned contacts', () => {
  const windows = { 900: { answered: 4, answeredWithinThreshold: 3, abandoned: 6, shortAbandoned: 2 } };
  const rowOf = (abandons: AbandonRule) =>
    rowsOf(tenant('acme', [queue('Sales', { windows })], { abandons }))[0]!;

  it('has the contacts counted, and too few of them for a breach', () => {
    expect(rowOf('count')).toMatchObject({ breached: true, serviceLevel: 0.3 });
    expect(rowOf('count')).not.toHaveProperty('counted');
    expect(rowOf('exclude')).toMatchObject({
      counted: 4,
      breached: false,
      minContacts: 5,
      serviceLevel: 0.75,
    });
    expect(rowOf('exclude_short')).toMatchObject({ counted: 8, breached: true, serviceLevel: 0.375 });
  });
});

describe('a queue whose load is estimated', () => {
  it('states the agents that it needs and has, after-contact work included', () => {
    const staffed = queue('Sales', { waiting: 0, agents: { available: 3, busy: 7, after_contact_work: 1 } });
    const staffing = { arrivalRate: 0.05, handleSeconds: 180, agentsRequired: 14 };
    const queues = new Map([[queueKey(staffed), { prediction: {}, staffing }]]);
    const [row] = rowsOf(tenant('acme', [staffed], { forecast: { queues, brierScores: {} } }));
    expect(rowText(row!, unixNow()).reason).toContain('needs 14, has 11');
  });
});
