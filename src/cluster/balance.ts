import { rendezvousWeight } from './shard.ts';

/** Which leases a replica takes and gives up, so that all replicas poll the same number of tenants. */

export interface Claim {
  readonly tenant: string;
  readonly owner?: string | undefined;
  /** Whether the lease may be taken. */
  readonly isFree: boolean;
}

export interface Moves {
  readonly take: readonly string[];
  readonly giveUp: readonly string[];
}

export interface BalanceOptions {
  readonly me: string;
  /** Replicas that run. */
  readonly replicas: readonly string[];
  readonly claims: readonly Claim[];
}

/**
 * Every replica computes the same quotas from the same leases. It gives up what exceeds its quota, and takes free leases up
 * to it; those with the highest rendezvous weight stay with it longest, so that replicas rarely try for the same one.
 */
export function balance({ me, replicas, claims }: BalanceOptions): Moves {
  const quota = quotaOf(me, replicas, claims);
  const byWeight = claims
    .map((claim) => ({ claim, weight: rendezvousWeight(claim.tenant, me) }))
    .sort((a, b) => b.weight - a.weight)
    .map(({ claim }) => claim);
  const mine = byWeight.filter(({ owner }) => owner === me);
  const free = byWeight.filter(({ owner, isFree }) => owner !== me && isFree);
  const names = (some: readonly Claim[]) => some.map(({ tenant }) => tenant);
  return {
    take: names(free.slice(0, Math.max(0, quota - mine.length))),
    giveUp: names(mine.slice(quota)),
  };
}

/** Number of tenants for this replica: equal shares, and one more for those that hold most already, so that few move. */
function quotaOf(me: string, replicas: readonly string[], claims: readonly Claim[]): number {
  const members = [...new Set([...replicas, me])];
  const held = (replica: string) => claims.filter(({ owner }) => owner === replica).length;
  const ranked = members
    .map((name) => ({ name, held: held(name) }))
    .sort((a, b) => b.held - a.held || (a.name < b.name ? -1 : 1));
  const share = Math.floor(claims.length / members.length);
  const extra = claims.length % members.length;
  return share + Number(ranked.findIndex(({ name }) => name === me) < extra);
}
