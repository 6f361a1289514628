import { createHash } from 'node:crypto';

/** One of several exporters, or groups of replicas, that split the tenants between them. */
export interface Shard {
  /** From 0 to `total` - 1. */
  readonly index: number;
  readonly total: number;
}

/** Bytes of a hash that fit into a safe integer. */
const WEIGHT_BYTES = 6;

/**
 * Weight of a tenant with one of its candidates, a shard or a replica: uniform, and the same in every process. The candidate
 * with the highest weight wins the tenant (rendezvous hashing): when one joins or leaves, only its own tenants move.
 */
export function rendezvousWeight(tenant: string, candidate: string): number {
  return createHash('sha256').update(`${candidate}\n${tenant}`).digest().readUIntBE(0, WEIGHT_BYTES);
}

/** Index of the shard that a tenant belongs to. */
export function shardOf(tenant: string, total: number): number {
  let best = 0;
  let highest = -1;
  for (let index = 0; index < total; index++) {
    const weight = rendezvousWeight(tenant, `shard ${index}`);
    if (weight > highest) [best, highest] = [index, weight];
  }
  return best;
}

export function isInShard(tenant: string, { index, total }: Shard): boolean {
  return total === 1 || shardOf(tenant, total) === index;
}
