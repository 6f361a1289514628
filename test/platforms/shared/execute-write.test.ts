import { expect, it } from 'vitest';
import { BudgetSpentError } from '../../../src/domain/index.ts';
import { executeWrite } from '../../../src/platforms/shared/execute-write.ts';

const failing = (error: unknown) => executeWrite(() => Promise.reject(error), { permission: 'everything' });

it('reports a write that exceeds the request budget as not sent', async () => {
  expect(await failing(new BudgetSpentError('spent'))).toEqual({
    outcome: 'refused',
    reason: 'spent',
    problems: [],
  });
});

it('reports the result of a write as unknown after an unexpected error', async () => {
  expect(await failing(new Error('odd'))).toEqual({ outcome: 'unknown', reason: 'odd' });
});
