import { expect, it } from 'vitest';
import { z } from 'zod';
import { watchTenants } from '../../src/cli/watch-tenants.ts';
import { parseConfig } from '../../src/config/index.ts';
import { createExposition, createProcessMetrics } from '../../src/exposition/index.ts';
import { definePlatform } from '../../src/platforms/platform.ts';

/** A platform whose connections cannot be opened where the settings say so. */
const opened: string[] = [];
const closed: string[] = [];
const platform = definePlatform({
  platform: 'cxone',
  api: 'v2',
  collectors: ['queues'],
  settings: z.object({ id: z.string() }),
  connect: ({ settings: { id } }) => {
    if (id === 'broken') throw new Error('cannot be connected');
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

const silent = { info: () => {}, warn: () => {}, error: () => {} };

it('stops all that run, also after one could not be started', async () => {
  const exposition = createExposition();
  const tenants = watchTenants({
    platforms: [platform],
    exposition,
    processMetrics: createProcessMetrics(),
    log: { ...silent, child: () => silent },
    env: {},
  });
  await tenants.apply(configOf('acme', 'globex'));
  await expect(tenants.apply(configOf('initech', 'acme', 'broken'))).rejects.toThrow('cannot be connected');
  expect(tenants.snapshots().map(({ tenant }) => tenant.name)).toEqual(['acme', 'initech']);

  await tenants.apply(configOf('initech', 'acme'));
  expect(tenants.snapshots().map(({ tenant }) => tenant.name)).toEqual(['initech', 'acme']);
  expect(opened).toEqual(['acme', 'globex', 'initech']);

  await tenants.stop();
  exposition.close();
  expect(closed.toSorted()).toEqual(['acme', 'globex', 'initech']);
});
