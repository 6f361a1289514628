import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isInShard, shardOf } from '../../src/cluster/shard.ts';

const tenants = fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 40 });
const total = fc.integer({ min: 1, max: 12 });

const named = (count: number) => Array.from({ length: count }, (_, index) => `tenant-${index}`);

describe('shardOf', () => {
  it('gives each tenant to exactly one shard', () => {
    fc.assert(
      fc.property(tenants, total, (names, shards) => {
        for (const name of names) {
          const owners = Array.from({ length: shards }, (_, index) => index).filter((index) =>
            isInShard(name, { index, total: shards }),
          );
          expect(owners).toEqual([shardOf(name, shards)]);
        }
      }),
    );
  });

  it('moves tenants to the new shard alone when one is added', () => {
    fc.assert(
      fc.property(tenants, total, (names, shards) => {
        for (const name of names) {
          const after = shardOf(name, shards + 1);
          expect([shardOf(name, shards), shards]).toContain(after);
        }
      }),
    );
  });

  it('moves a quarter of the tenants from three shards to four, and splits them evenly', () => {
    const names = named(4000);
    const moved = names.filter((name) => shardOf(name, 3) !== shardOf(name, 4)).length;
    expect(moved / names.length).toBeCloseTo(1 / 4, 1);
    for (const index of [0, 1, 2, 3]) {
      const share = names.filter((name) => isInShard(name, { index, total: 4 })).length / names.length;
      expect(share).toBeCloseTo(1 / 4, 1);
    }
  });

  it('keeps its result between versions, so that a rolling upgrade moves no tenant', () => {
    expect(named(10).map((name) => shardOf(name, 3))).toEqual([1, 2, 2, 1, 0, 2, 0, 2, 1, 0]);
  });
});
