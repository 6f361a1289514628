import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { balance, type Claim } from '../../src/cluster/balance.ts';

const replicaCount = fc.integer({ min: 1, max: 6 });
const tenantCount = fc.integer({ min: 0, max: 30 });

/** Leases by tenant, as a set of replicas changes them in turns: each sees the present ones, as in Redis. */
function settle(replicas: readonly string[], owners: Map<string, string | undefined>): number {
  let moves = 0;
  for (let round = 0; round < 10; round++) {
    for (const me of replicas) {
      const claims = [...owners].map(
        ([tenant, owner]): Claim => ({ tenant, owner, isFree: owner === undefined }),
      );
      const { take, giveUp } = balance({ me, replicas, claims });
      for (const tenant of giveUp) owners.set(tenant, undefined);
      for (const tenant of take) owners.set(tenant, me);
      moves += take.length;
    }
  }
  return moves;
}

const names = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`);
const loads = (replicas: readonly string[], owners: ReadonlyMap<string, string | undefined>) =>
  replicas.map((replica) => [...owners.values()].filter((owner) => owner === replica).length);

describe('balance', () => {
  it('gives every tenant a replica, and all replicas the same number but for one', () => {
    fc.assert(
      fc.property(
        replicaCount,
        tenantCount,
        fc.infiniteStream(fc.integer({ min: -1, max: 5 })),
        (r, t, start) => {
          const replicas = names('replica-', r);
          const owners = new Map(
            names('tenant-', t).map((tenant) => [tenant, replicas[start.next().value ?? -1]]),
          );
          settle(replicas, owners);
          expect([...owners.values()]).not.toContain(undefined);
          const load = loads(replicas, owners);
          expect(Math.max(...load) - Math.min(...load)).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  it('moves no tenant once the load is even, and the fewest when a replica joins or leaves', () => {
    fc.assert(
      fc.property(replicaCount, tenantCount, (r, t) => {
        const replicas = names('replica-', r);
        const owners = new Map<string, string | undefined>(
          names('tenant-', t).map((tenant) => [tenant, undefined]),
        );
        settle(replicas, owners);
        expect(settle(replicas, owners)).toBe(0);
        const joined = [...replicas, 'joined'];
        expect(settle(joined, owners)).toBe(Math.floor(t / joined.length));
        for (const [tenant, owner] of owners) if (owner === 'replica-0') owners.set(tenant, undefined);
        const left = joined.filter((name) => name !== 'replica-0');
        expect(settle(left, owners)).toBeLessThanOrEqual(Math.ceil(t / joined.length));
      }),
    );
  });

  it('leaves leases alone that are not free yet', () => {
    const claims = [{ tenant: 'acme', owner: undefined, isFree: false }];
    expect(balance({ me: 'a', replicas: ['a'], claims })).toEqual({ take: [], giveUp: [] });
  });
});
