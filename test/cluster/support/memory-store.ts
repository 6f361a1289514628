import type { ElapsedClock } from '../../../src/cluster/elapsed-clock.ts';
import type { ClusterStore, Publication } from '../../../src/cluster/store.ts';

/** The store of one tenant's lease in memory, with the rules of the scripts in Redis. */
export interface MemoryStore {
  readonly openAs: (replica: string) => ClusterStore;
  readonly owner: () => string | undefined;
  readonly publications: readonly Publication[];
  /** Fencing numbers of all publications, those included that were refused. */
  readonly attempts: readonly number[];
}

export function createMemoryStore(clock: ElapsedClock, leaseMs: number): MemoryStore {
  let lease: { readonly owner: string; readonly until: number } | undefined;
  let number = 0;
  let holder: string | undefined;
  const publications: Publication[] = [];
  const attempts: number[] = [];
  const running = () => (lease && clock() < lease.until ? lease : undefined);
  const extend = (owner: string) => {
    lease = { owner, until: clock() + leaseMs };
  };
  return {
    owner: () => running()?.owner,
    publications,
    attempts,
    openAs: (replica) => ({
      sync: async (queries) => ({
        replicas: [replica],
        otherFormats: [],
        leases: queries.map(({ fence, isHeld }) => {
          const owner = running()?.owner;
          if (isHeld && fence === number && (owner ?? replica) === replica) extend(replica);
          const now = running();
          return {
            ...(now && { owner: now.owner }),
            remainingMs: now ? now.until - clock() : 0,
            fence: number,
            version: publications.length,
          };
        }),
      }),
      acquire: async () => {
        const owner = running()?.owner;
        if (owner !== undefined && owner !== replica) return undefined;
        const lostBy = holder;
        extend(replica);
        holder = replica;
        return { fence: ++number, ...(lostBy !== undefined && { lostBy }) };
      },
      release: async () => {
        if (running()?.owner !== replica) return;
        lease = undefined;
        holder = undefined;
      },
      publish: async (publication) => {
        attempts.push(publication.fence);
        if (publication.fence !== number) return false;
        publications.push(publication);
        return true;
      },
      read: async () => {
        const parts = publications.at(-1)?.parts ?? new Map<string, Buffer>();
        const version = publications.length;
        const stored = [...parts].map(
          ([name, bytes]) => [name, { bytes, stamp: String(version), ageMs: 0 }] as const,
        );
        return { version, parts: new Map(stored) };
      },
      leave: async () => {},
      close: () => {},
    }),
  };
}
