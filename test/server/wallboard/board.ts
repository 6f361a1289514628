import {
  type AbandonRule,
  type CollectorStatus,
  defined,
  type QueueFacts,
} from '../../../src/domain/index.ts';
import { createExposition } from '../../../src/exposition/index.ts';
import { createApp, type Listener, listen } from '../../../src/server/index.ts';
import {
  snapshotOf,
  type TenantForecast,
  type TenantSnapshot,
  withForecast,
} from '../../../src/signals/index.ts';

/** A wallboard on a real server, whose tenants a test changes as polls would. */

const POLICIES = {
  defaults: { target: 0.8, thresholdSeconds: 20, windowSeconds: 900, minContacts: 5, horizonSeconds: 600 },
  rules: [],
};

export const unixNow = () => Date.now() / 1000;

interface Polled {
  readonly status?: Partial<CollectorStatus>;
  readonly forecast?: TenantForecast;
  readonly abandons?: AbandonRule;
}

/** A tenant as it stands right after a poll. */
export function tenant(
  name: string,
  queues: readonly QueueFacts[],
  { status, forecast, abandons }: Polled = {},
): TenantSnapshot {
  const now = unixNow();
  const collector: CollectorStatus = {
    name: 'queues',
    intervalSeconds: 15,
    missed: 0,
    skipped: 0,
    rejected: {},
    success: true,
    lastSuccessAt: now,
    ...status,
  };
  const policies = {
    ...POLICIES,
    defaults: { ...POLICIES.defaults, ...(abandons && { abandons }) },
  };
  const state = {
    tenant: { name, platform: 'cxone', api: 'v2' },
    collectors: [{ status: collector, collection: { queues } }],
  };
  return withForecast(snapshotOf(state, policies, now), forecast);
}

/** A queue with what a test leaves out in good order. */
/** Facts that a test sets; undefined ones are unknown. */
type GivenFacts = { readonly [Key in keyof QueueFacts]?: QueueFacts[Key] | undefined };

export function queue(name: string, facts: GivenFacts = {}): QueueFacts {
  return defined({
    id: `id of ${name}`,
    name,
    media: 'voice',
    waiting: 0,
    active: 2,
    agents: { available: 3, busy: 2 },
    windows: { 900: window(95) },
    ...facts,
  }) as QueueFacts;
}

/** A window of 100 contacts of which `answeredWithinThreshold` were answered within the threshold. */
export const window = (answeredWithinThreshold: number) => ({
  answered: 100,
  abandoned: 0,
  answeredWithinThreshold,
});

export interface Board {
  readonly url: string;
  /** Shows these tenants from now on. */
  readonly show: (...tenants: readonly TenantSnapshot[]) => void;
  readonly stop: () => Promise<void>;
  /** On the same port. */
  readonly start: () => Promise<void>;
}

export interface BoardOptions {
  /** Of the web configuration. */
  readonly headers?: Readonly<Record<string, string>>;
}

export async function startBoard(
  first: readonly TenantSnapshot[],
  { headers = {} }: BoardOptions = {},
): Promise<Board> {
  let tenants = first;
  const exposition = createExposition();
  first.forEach(exposition.publish);
  await exposition.settled();
  const app = createApp({
    exposition,
    tenants: () => tenants,
    telemetryPath: '/metrics',
    explain: async () => undefined,
    version: '1.2.3',
    webConfig: { current: () => ({ headers, users: new Map() }), onChange: () => {} },
    now: unixNow,
  });
  let listener: Listener = await listen(app, { host: '127.0.0.1', port: 0 });
  const { url } = listener;
  return {
    url,
    show: (...next) => {
      tenants = next;
      next.forEach(exposition.publish);
    },
    stop: async () => {
      exposition.close();
      await listener.close();
    },
    start: async () => {
      listener = await listen(app, { host: '127.0.0.1', port: Number(new URL(url).port) });
    },
  };
}
