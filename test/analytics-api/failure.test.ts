import { expect, it } from 'vitest';
import { failureOf, OtherReplicaError } from '../../src/analytics-api/failure.ts';

it('asks to try again when another replica polls the tenant', () => {
  expect(failureOf(new OtherReplicaError('Another replica polls the tenant'))).toEqual({
    status: 503,
    code: 'other_replica',
    message: 'Another replica polls the tenant',
    retryAfterSeconds: 5,
    isTransient: true,
  });
});
