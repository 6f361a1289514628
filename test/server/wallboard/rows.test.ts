import { describe, expect, it } from 'vitest';
import { rowsOf } from '../../../src/server/wallboard/rows.ts';
import { rowText } from '../../../src/server/wallboard/shared/row-text.js';
import { queue, tenant, unixNow } from './board.ts';

describe('a queue that only the rule of thumb predicts', () => {
  const busy = queue('Sales', { waitSeconds: 60, agents: { available: 0, busy: 5 } });
  const [row] = rowsOf(tenant('acme', [busy]));

  it('is at risk by rule of thumb and shows no probability', () => {
    expect(row).toMatchObject({ predicted: true, isRuleOfThumb: true });
    expect(row).not.toHaveProperty('probability');
    const text = rowText(row!, unixNow());
    expect(text).toMatchObject({ probability: '–' });
    expect(JSON.stringify(text)).toContain('By rule of thumb');
  });
});
