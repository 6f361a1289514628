/** What the replicas share. The port of {@link openRedisStore}; tests have one in memory. */

/** A tenant as the asking replica knows it. */
export interface LeaseQuery {
  readonly tenant: string;
  /** Highest fencing number that the replica has seen; that of its own lease where it holds one. */
  readonly fence: number;
  readonly isHeld: boolean;
}

export interface LeaseView {
  /** Replica that holds the lease; absent without one. */
  readonly owner?: string;
  /** Time until the lease ends unless it is renewed. */
  readonly remainingMs: number;
  readonly fence: number;
  /** Changes with every publication. */
  readonly version: number;
}

export interface SyncResult {
  /** Replicas that run, this one included. */
  readonly replicas: readonly string[];
  /** Versions of the format of replicas that run too, share none of this, and poll every tenant for themselves. */
  readonly otherFormats: readonly string[];
  /** In the order of the queries. */
  readonly leases: readonly LeaseView[];
}

export interface AcquiredLease {
  readonly fence: number;
  /** Replica that held the lease before and did not release it. */
  readonly lostBy?: string;
}

/** Parts of a tenant's state by name. */
export type EncodedParts = ReadonlyMap<string, Buffer>;

export interface StoredPart {
  readonly bytes: Buffer;
  /** Identifies the publication. */
  readonly stamp: string;
  /** Time since it was published, on the store's own clock. */
  readonly ageMs: number;
}

export interface StoredState {
  readonly version: number;
  /** Those that changed. */
  readonly parts: ReadonlyMap<string, StoredPart>;
}

export interface Publication {
  readonly tenant: string;
  readonly fence: number;
  readonly parts: EncodedParts;
  /** Whether the parts are the whole state, and all others are removed. */
  readonly isWhole: boolean;
  readonly lifetimeMs: number;
}

/** Something that other replicas did, and that this one need not wait for the next synchronisation to learn. */
export interface ClusterEvent {
  readonly kind: 'published' | 'released' | 'acquired' | 'left';
  /** Absent where a replica left. */
  readonly tenant?: string;
}

/** Every call rejects when the store does not respond in time, or the signal aborts. */
export interface ClusterStore {
  /** Registers the replica, renews the leases that it holds, and reads all. */
  sync(queries: readonly LeaseQuery[], signal: AbortSignal): Promise<SyncResult>;
  /** Undefined when another replica holds the lease. */
  acquire(query: Omit<LeaseQuery, 'isHeld'>, signal: AbortSignal): Promise<AcquiredLease | undefined>;
  /** Ends the lease if the replica holds it. */
  release(tenant: string, signal: AbortSignal): Promise<void>;
  /** Returns whether it was published: not without the lease of this fencing number. */
  publish(publication: Publication, signal: AbortSignal): Promise<boolean>;
  /** Reads the parts whose stamp differs from the known one. */
  read(tenant: string, known: ReadonlyMap<string, string>, signal: AbortSignal): Promise<StoredState>;
  /** Removes the replica. */
  leave(signal: AbortSignal): Promise<void>;
  close(): void;
}
