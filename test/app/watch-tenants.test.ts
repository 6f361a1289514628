import { expect, it } from 'vitest';
import { z } from 'zod';
import { watchTenants } from '../../src/app/tenants/watch-tenants.ts';
import { parseConfig } from '../../src/config/index.ts';
import { createExposition, createProcessMetrics } from '../../src/exposition/index.ts';
import { definePlatform } from '../../src/platforms/platform.ts';

/** A platform whose connections cannot be opened where the settings say so. */
const opened: string[] = [];
const closed: string[] = [];
const platform = definePlatform({
  platform: 'cxone',
  api: 'v2',
  displayName: 'Any Platform',
  documentation: 'https://api.example.com',
  collectors: ['queues'],
  settings: z.object({ id: z.string() }),
  connect: ({ settings: { id } }) => {
    if (id === 'broken') throw new Error('no such address');
    opened.push(id);
    return {
      collectors: [{ name: 'queues', collect: async () => ({ queues: [] }) }],
      close: async () => void closed.push(id),
    };
  },
});

function configOf(...ids: string[]) {
  const tenants = ids.map((id) => `  - { name: ${id}, platform: cxone, api: v2, id: ${id} }\n`);
  const options = { file: 'config.yaml', platforms: [platform], env: {} };
  return parseConfig(`tenants:\n${tenants.join('')}`, options);
}

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

it('prepares all tenants or none, and stops all running ones', async () => {
  const processMetrics = createProcessMetrics();
  const exposition = createExposition({ processMetrics });
  const tenants = watchTenants({
    platforms: [platform],
    exposition,
    processMetrics,
    log: { ...silent, child: () => silent },
    env: {},
  });
  const shown = () => tenants.snapshots().map(({ tenant }) => tenant.name);
  const apply = async (...ids: string[]) => {
    const prepared = await tenants.prepare(configOf(...ids), 'config.yaml');
    await prepared.commit();
  };
  await apply('acme', 'globex');

  // Refused: those that run go on, and nothing shows of those that were connected before the broken one.
  await expect(apply('initech', 'acme', 'broken')).rejects.toMatchObject({
    code: 'invalid_config',
    problems: [
      { file: 'config.yaml', path: 'tenant broken', message: 'cannot be connected: no such address' },
    ],
  });
  expect(shown()).toEqual(['acme', 'globex']);
  expect(opened).toEqual(['acme', 'globex', 'initech']);
  expect(closed).toEqual(['initech']);
  const samples = (await processMetrics.read()).flatMap((family) => family.samples);
  expect(samples.filter(({ labels }) => labels.tenant === 'initech')).toEqual([]);

  // Discarded, as at a stop in the middle of a reload.
  const discarded = await tenants.prepare(configOf('acme', 'umbrella'), 'config.yaml');
  await discarded.discard();
  expect(shown()).toEqual(['acme', 'globex']);
  expect(closed).toEqual(['initech', 'umbrella']);

  await apply('initech', 'acme');
  expect(shown()).toEqual(['initech', 'acme']);
  expect(opened).toEqual(['acme', 'globex', 'initech', 'umbrella', 'initech']);

  await tenants.stop();
  exposition.close();
  expect(closed.toSorted()).toEqual(['acme', 'globex', 'initech', 'initech', 'umbrella']);
});

it('warns of the polling of a collector that the API lacks, once for each collector', async () => {
  const warnings: object[] = [];
  const log = { ...silent, warn: (fields: object) => void warnings.push(fields) };
  const processMetrics = createProcessMetrics();
  const exposition = createExposition({ processMetrics });
  const tenants = watchTenants({
    platforms: [platform],
    exposition,
    processMetrics,
    log: { ...log, child: () => log },
    env: {},
  });
  const polling = '{ queues: { interval: 20s }, agents: { interval: 1m }, audit: { timeout: 9s } }';
  const config = parseConfig(
    `tenants:\n  - { name: acme, platform: cxone, api: v2, id: acme, polling: ${polling} }\n`,
    { file: 'config.yaml', platforms: [platform], env: {} },
  );
  await (await tenants.prepare(config, 'config.yaml')).commit();
  expect(warnings).toEqual([
    { platform: 'cxone', api: 'v2', key: 'polling.agents' },
    { platform: 'cxone', api: 'v2', key: 'polling.audit' },
  ]);
  await tenants.stop();
  exposition.close();
});
