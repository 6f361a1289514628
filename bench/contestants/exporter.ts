import { createExposition } from '../../src/exposition/index.ts';
import { createApp, listen } from '../../src/server/index.ts';
import type { TenantSnapshot } from '../../src/signals/index.ts';
import { identities, snapshotAt } from '../synthetic.ts';
import { obey } from './protocol.ts';

/** The exporter's own exposition and HTTP server, fed with synthetic snapshots in place of polls. */

const [queues = 0, tenants = 1, gzip = 1] = process.argv.slice(2).map(Number);
const identitiesByTenant = Array.from({ length: tenants }, () => identities(queues));
const exposition = createExposition({ gzip: gzip === 1 });
const app = createApp({
  exposition,
  tenants: () => [],
  telemetryPath: '/metrics',
  version: 'bench',
  now: () => Date.now() / 1000,
});
const { url } = await listen(app, { host: '127.0.0.1', port: 0 });

let polls = 0;
let prepared: (readonly TenantSnapshot[])[] = [];

await obey({
  url: `${url}/metrics`,
  prepare: (count) => {
    prepared = Array.from({ length: count }, () => {
      polls += 1;
      return identitiesByTenant.map((own, index) => snapshotAt(polls, own, `tenant-${index}`));
    });
  },
  poll: async () => {
    const snapshots = prepared.shift() ?? [];
    prepared.push(snapshots);
    for (const snapshot of snapshots) exposition.publish(snapshot);
    await exposition.settled();
    return exposition.series;
  },
});
