import { expect, it } from 'vitest';
import { BudgetSpentError } from '../../../src/domain/index.ts';
import { executeWrite } from '../../../src/platforms/shared/execute-write.ts';

const failing = (error: unknown) => executeWrite(() => Promise.reject(error), { permission: 'everything' });

it('a write that the request budget had no place for was surely not sent', async () => {
  expect(await failing(new BudgetSpentError('spent'))).toEqual({
    outcome: 'refused',
    reason: 'spent',
    problems: [],
  });
});

it('of a write that failed in a way nobody thought of, nothing is known', async () => {
  expect(await failing(new Error('odd'))).toEqual({ outcome: 'unknown', reason: 'odd' });
});
