import { expect, it, onTestFinished } from 'vitest';
import { connectTenant } from '../../src/app/tenants/connect-tenant.ts';
import { noopVendorObserver } from '../../src/app/tenants/vendor-observer.ts';
import { parseConfig } from '../../src/config/index.ts';
import { platforms } from '../../src/platforms/index.ts';
import { exporterConfig } from '../../src/simulator/index.ts';
import { closeSimulatorsAfterEach, stoppedSimulator } from '../simulator/support/http.ts';

closeSimulatorsAfterEach();

const silent = { debug: () => {}, info: () => {}, warn: () => {} };
const context = () => ({ signal: AbortSignal.timeout(20_000) });

it.each([
  [undefined, 'refused', 1],
  [true, 'written', 2],
])('a connection that may write (%s) has a write %s', async (mayWrite, outcome, version) => {
  const { simulator, tenant } = await stoppedSimulator({ consistencyDelaySeconds: 0 });
  const { tenants } = parseConfig(exporterConfig(simulator.tenants), { file: 'x', platforms, env: {} });
  const writing = mayWrite === undefined ? {} : { mayWrite };
  const options = { platforms, observer: noopVendorObserver, log: silent, ...writing };
  const { routing, close } = connectTenant(tenants[0]!, options);
  onTestFinished(close);
  const { id } = tenant.centre().queues[0]!;
  const queue = await routing?.read(id, context());
  const result = await routing?.write(queue!, { maxWaitSeconds: 60 }, context());
  expect(result?.outcome).toBe(outcome);
  expect(tenant.centre().routing.of(id)?.version).toBe(version);
});
