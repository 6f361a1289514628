import { describe, expect, it } from 'vitest';
import { queueKey } from '../../../src/domain/index.ts';
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

describe('a queue whose load is estimated', () => {
  it('states the agents that it needs and has, after-contact work included', () => {
    const staffed = queue('Sales', { waiting: 0, agents: { available: 3, busy: 7, after_contact_work: 1 } });
    const staffing = { arrivalRate: 0.05, handleSeconds: 180, agentsRequired: 14 };
    const queues = new Map([[queueKey(staffed), { prediction: {}, staffing }]]);
    const [row] = rowsOf(tenant('acme', [staffed], { forecast: { queues, brierScores: {} } }));
    expect(rowText(row!, unixNow()).reason).toContain('needs 14, has 11');
  });
});
