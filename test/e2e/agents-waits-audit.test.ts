import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ContactCentre } from '../../src/simulator/engine/contact-centre.ts';
import { startSimulator } from '../../src/simulator/index.ts';
import type { Simulator } from '../../src/simulator/server.ts';
import { samplesOf, seriesKey } from '../exposition/support/parse.ts';
import { type Exporter, startExporter } from '../support/exporter.ts';
import { eventually } from '../support/process.ts';
import { promtoolObjections } from '../support/promtool.ts';

const DAY = 86_400;
const SECOND = { interval: '1s', timeout: '900ms' };
const POLLING = {
  queues: SECOND,
  agents: SECOND,
  audit: SECOND,
  wait_times: { interval: '2s', timeout: '2s' },
};
const COLLECTORS = ['queues', 'agents', 'audit', 'wait_times'];
const WATCHED_AGENTS = 10;

/** Agents, wait distributions and audit entries, from simulated contacts to the page of the real program. */
describe('agents, waits and audit', () => {
  let folder: string;
  let simulator: Simulator;
  let exporter: Exporter;
  let centre: ContactCentre;
  /** Ids of agents of the present shift, whatever the time of day. */
  let watched: readonly string[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'exporter-'));
    // Stands still, so that the page and the truth are of the same instant.
    simulator = await startSimulator({
      tenants: [{ name: 'acme', platform: 'cxone', api: 'v2', centre: 'acme', requestsPerMinute: 10_000 }],
      timeFactor: 0,
    });
    const [tenant] = simulator.tenants;
    centre = tenant!.centre();
    watched = centre.agents
      .map(({ id }) => id)
      .filter((id) => spansLoggedIn(id).length > 0)
      .slice(0, WATCHED_AGENTS);
    const agents = { ids: watched };
    const config = {
      polling: POLLING,
      tenants: [{ ...tenant!.exporterSettings, agents, collectors: COLLECTORS }],
    };
    const configFile = join(folder, 'config.yaml');
    await writeFile(configFile, JSON.stringify(config));
    exporter = await startExporter([`--config.file=${configFile}`, '--log.format=json']);
  });

  afterAll(async () => {
    await exporter?.stop();
    await simulator?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const spansLoggedIn = (id: string) =>
    (centre.agentStates(id, centre.now - DAY, centre.now) ?? []).filter(
      ({ state }) => state !== 'logged_out',
    );
  const samples = async () => samplesOf(await exporter.get('/metrics'), 'text');
  const queueLabels = (index: number) => {
    const { id, name } = centre.queues[index]!;
    return { tenant: 'acme', queue_id: id, queue: name, media: 'all' };
  };
  const changesOf = async (index: number) =>
    (await samples()).get(
      seriesKey('contact_center_queue_config_changes_total', { ...queueLabels(index), action: 'update' }),
    );

  it('counts as many waits as answered and abandoned contacts', async () => {
    await eventually(async () => {
      const shown = await samples();
      for (const [index, { id }] of centre.queues.entries()) {
        const truth = centre.window(id, centre.now - DAY, centre.now);
        for (const outcome of ['answered', 'abandoned'] as const) {
          const name = 'contact_center_queue_wait_distribution_interactions';
          const upTo = (le: string) => shown.get(seriesKey(name, { ...queueLabels(index), outcome, le }));
          expect(upTo('+Inf')).toBe(truth[outcome]);
          const { counts } = truth[`${outcome}Waits`];
          expect(upTo('10.0')).toBe(counts[0]! + counts[1]!);
        }
      }
    });
  });

  it('shows the time of the configured agents, and of no other agent', async () => {
    await eventually(async () => {
      const spent = [...(await samples())].flatMap(([key, seconds]) => {
        const [name, labels] = JSON.parse(key) as [string, [string, string][]];
        return name === 'contact_center_agent_state_seconds'
          ? [{ ...Object.fromEntries(labels), seconds }]
          : [];
      }) as { agent_id: string; state: string; window: string; seconds: number }[];
      expect(watched).toHaveLength(WATCHED_AGENTS);
      expect(new Set(spent.map(({ agent_id }) => agent_id)).difference(new Set(watched)).size).toBe(0);
      expect(new Set(spent.map(({ window }) => window))).toEqual(new Set(['24h']));
      for (const id of watched) {
        const told = spent
          .filter(({ agent_id }) => agent_id === id)
          .reduce((sum, { seconds }) => sum + seconds, 0);
        const loggedIn = spansLoggedIn(id).reduce((sum, { from, to }) => sum + to - from, 0);
        expect(Math.abs(told - loggedIn)).toBeLessThan(1.1);
      }
    });
  });

  it('counts a change once, logs it once and lists it for dashboards', async () => {
    await eventually(async () => expect(await changesOf(0)).toBe(0));
    const { id, name } = centre.queues[0]!;
    const before = centre.routing.change(id, { maxWaitSeconds: 123 }, 'jane.doe', centre.now);
    await eventually(async () => expect(await changesOf(0)).toBe(1));
    expect(await changesOf(1)).toBe(0);
    centre.routing.change(id, { maxWaitSeconds: 124, overflowThreshold: 7 }, 'jane.doe', centre.now);
    await eventually(async () => expect(await changesOf(0)).toBe(2));

    const { changes, unknown } = JSON.parse(await exporter.get('/api/v1/changes?tenant=acme'));
    expect(unknown).toEqual([]);
    expect(changes).toHaveLength(2);
    expect(changes.map((change: { queue: string }) => change.queue)).toEqual([name, name]);
    const told = changes.find(({ version }: { version: number }) => version === before.version + 1);
    expect(told.properties.toSorted()).toEqual(['maxWaitTime', 'overflowThreshold']);
    const logged = exporter
      .stderr()
      .split('\n')
      .filter((line) => line.includes('Queue configuration changed'));
    expect(logged).toHaveLength(2);
    expect(exporter.stderr() + JSON.stringify(changes)).not.toContain('jane.doe');
  });

  it('serves a page that promtool accepts', async () => {
    expect(await promtoolObjections(await exporter.get('/metrics'))).toEqual([]);
  });
});
