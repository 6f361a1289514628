import { createInterface } from 'node:readline';
import { noopVendorObserver } from '../../src/app/tenants/vendor-observer.ts';
import type { CollectorName, TenantState } from '../../src/domain/index.ts';
import { type Platform, platforms } from '../../src/platforms/index.ts';
import { systemClock } from '../../src/polling/index.ts';
import { snapshotOf } from '../../src/signals/index.ts';
import { createVendorClient } from '../../src/vendor-http/index.ts';

/**
 * The real adapters over the real HTTP client, asked one poll at a time. The argument holds the tenants' entries of a
 * configuration as JSON; a line `{api}` on standard input polls that tenant once, and is answered by what it cost.
 */

interface TenantEntry {
  readonly name: string;
  readonly platform: string;
  readonly api: string;
}

const QUESTION: CollectorName = 'queues';
const DEADLINE_MS = 60_000;
const POLICIES = {
  defaults: { target: 0.8, thresholdSeconds: 20, windowSeconds: 900, minContacts: 5, horizonSeconds: 600 },
  rules: [],
};
const ignored = () => {};
const log = { info: ignored, warn: ignored };

function connect({ name, platform, api, ...settings }: TenantEntry) {
  const adapter: Platform | undefined = platforms.find(
    (each) => each.platform === platform && each.api === api,
  );
  const connection = adapter?.connect({
    settings: adapter.settings.parse(settings),
    selection: { include: [], exclude: [], ids: [] },
    agentIds: [],
    windowSeconds: POLICIES.defaults.windowSeconds,
    openClient: (target) =>
      createVendorClient({ tenant: name, ...target, observer: noopVendorObserver, log }),
    log,
    now: systemClock.now,
    monotonic: systemClock.monotonic,
  });
  const collector = connection?.collectors.find((each) => each.name === QUESTION);
  if (!collector) throw new Error(`No such API: ${platform} ${api}`);
  const tenant = { name, platform, api };
  return async () => {
    const collection = await collector.collect(AbortSignal.timeout(DEADLINE_MS));
    const status = { name: QUESTION, intervalSeconds: 15, missed: 0, skipped: 0, rejected: {} };
    const state: TenantState = { tenant, collectors: [{ status, collection }] };
    return snapshotOf(state, POLICIES, systemClock.now());
  };
}

const entries = JSON.parse(process.argv[2] ?? '[]') as readonly TenantEntry[];
const polls = new Map(entries.map((entry) => [entry.api, connect(entry)]));
process.stdout.write('{}\n');
for await (const line of createInterface({ input: process.stdin })) {
  const { api } = JSON.parse(line) as { api: string };
  globalThis.gc?.();
  const wallFrom = performance.now();
  const cpuFrom = process.cpuUsage();
  const snapshot = await polls.get(api)?.();
  const { user, system } = process.cpuUsage(cpuFrom);
  const cost = {
    queues: snapshot?.queues.length ?? 0,
    wallUs: (performance.now() - wallFrom) * 1e3,
    cpuUs: user + system,
  };
  process.stdout.write(`${JSON.stringify(cost)}\n`);
}
process.exit();
