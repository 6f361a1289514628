import type { QueueView, TenantSnapshot } from '../src/signals/index.ts';

/** Snapshots of 25 series a queue in which every value differs from the poll before. */

export const SERIES_PER_QUEUE = 25;

const TEAMS = ['Billing', 'Claims', 'Complaints', 'Renewals', 'Sales', 'Support', 'Technical', 'Retention'];
const REGIONS = ['AMER', 'APAC', 'DACH', 'EMEA', 'LATAM', 'UK'];

/** A small generator (xorshift), so that every run sees the same numbers. */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

export interface Identity {
  readonly id: string;
  readonly name: string;
}

export function identities(queues: number): readonly Identity[] {
  const random = randomFrom(7);
  const hex = () =>
    Math.floor(random() * 0x10000)
      .toString(16)
      .padStart(4, '0');
  return Array.from({ length: queues }, (_, index) => ({
    id: `${hex()}${hex()}-${hex()}-${hex()}-${hex()}-${hex()}${hex()}${hex()}`,
    name: `${TEAMS[index % TEAMS.length]} ${REGIONS[index % REGIONS.length]} ${index}`,
  })).sort((a, b) => (a.name < b.name ? -1 : 1));
}

const DEFAULTS = {
  target: 0.8,
  thresholdSeconds: 20,
  windowSeconds: 900,
  minContacts: 5,
  horizonSeconds: 600,
};

export function snapshotAt(poll: number, queues: readonly Identity[], tenant = 'acme'): TenantSnapshot {
  const random = randomFrom(poll * 7919 + 1);
  const whole = (below: number) => Math.floor(random() * below);
  const at = 1_750_000_000 + poll * 15;
  return {
    tenant: { name: tenant, platform: 'example', api: 'details' },
    at,
    collectors: [],
    components: [],
    queues: queues.map((queue) => queueAt(queue, at, whole)),
    basis: { collectors: [], policies: { defaults: DEFAULTS, rules: [] } },
  };
}

function queueAt({ id, name }: Identity, at: number, whole: (below: number) => number): QueueView {
  const answered = whole(400);
  const abandoned = 1 + whole(40);
  return {
    facts: {
      id,
      name,
      media: 'voice',
      waiting: whole(60),
      active: whole(200),
      oldestWaitingAt: at - whole(600),
      waitSeconds: whole(600_000) / 1000,
      agents: {
        available: whole(50),
        busy: whole(200),
        after_contact_work: whole(30),
        unavailable: whole(80),
        not_responding: whole(4),
      },
      agentsLoggedIn: whole(300),
      serviceLevel: whole(1001) / 1000,
      windows: { 900: { offered: answered + abandoned, answered, abandoned } },
      totals: {
        offered: whole(100_000),
        answered: whole(100_000),
        answeredWithinThreshold: whole(80_000),
        abandoned: whole(10_000),
        shortAbandoned: whole(2_000),
        handleSeconds: whole(30_000_000),
        waitSeconds: whole(9_000_000),
      },
    },
    policy: {
      target: whole(101) / 100,
      thresholdSeconds: whole(60),
      windowSeconds: 900,
      minContacts: 5,
      horizonSeconds: 600,
    },
    signals: { occupancy: answered / (answered + abandoned), predictions: {} },
  };
}
