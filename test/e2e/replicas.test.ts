import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { exporterConfig, startSimulator } from '../../src/simulator/index.ts';
import type { Simulator } from '../../src/simulator/server.ts';
import { type Exporter, startExporter } from '../support/exporter.ts';
import { eventually } from '../support/process.ts';
import { REDIS_PASSWORD, startRedis } from '../support/redis.ts';

let folder: string;
let simulator: Simulator;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'replicas-'));
  simulator = await startSimulator();
});
afterAll(async () => {
  await simulator.close();
  await rm(folder, { recursive: true, force: true });
});

const OFTEN = { queues: { interval: '2s' }, aggregates: { interval: '4s' } };
/** Each tenant is polled at its own moment, with seconds in between. */
const SELDOM = {
  queues: { interval: '10s' },
  aggregates: { interval: '20s' },
  agents: { interval: '20s' },
  health: { interval: '20s' },
};

async function configure(redisUrl: string, polling: object = OFTEN): Promise<string> {
  const file = join(folder, 'config.yaml');
  await writeFile(
    file,
    exporterConfig(simulator.tenants, {
      polling,
      cluster: { redis_url: redisUrl, lease: '2s' },
    }),
  );
  return file;
}

const QUIET_MS = 1000;

/** The tenants that a replica polls. */
async function polledBy({ get }: Exporter): Promise<readonly string[]> {
  const page = await get('/metrics');
  return [...page.matchAll(/^contact_center_cluster_leader\{tenant="([^"]+)"\} 1$/gm)].map(
    ([, name = '']) => name,
  );
}

/** Everything but the exporter's own metrics. */
const sharedLines = (page: string) =>
  page
    .split('\n')
    .filter(
      (line) =>
        !/^(#|contact_center_(api|cluster|oauth|exporter|analytics_cache|prediction_up)|process_|nodejs_)/.test(
          line,
        ),
    );

it('polls each tenant once, shows it on every replica, and takes over what a lost replica polled', async () => {
  const redis = await startRedis();
  const file = await configure(redis.url);
  const replicas = await Promise.all([1, 2].map(() => startExporter([`--config.file=${file}`])));
  const [first, second] = replicas as [Exporter, Exporter];
  try {
    const all = simulator.tenants.map(({ name }) => name).sort();
    await eventually(async () => {
      const polled = await Promise.all(replicas.map(polledBy));
      expect(polled.map(({ length }) => length)).toEqual([2, 2]);
      expect(polled.flat().sort()).toEqual(all);
      for (const { get } of replicas) expect(await get('/-/ready')).toMatch(/^Ready\n/);
    });
    // Between two polls.
    await eventually(async () => {
      const [a = '', b = ''] = await Promise.all(replicas.map(({ get }) => get('/metrics')));
      expect(sharedLines(a).length).toBeGreaterThan(500);
      expect(sharedLines(b)).toEqual(sharedLines(a));
    });
    const { tenants } = JSON.parse(await first.get('/api/v1/queues')) as {
      tenants: { tenant: string; queues: { id: string }[] }[];
    };
    for (const { tenant, queues } of tenants) {
      const path = `/api/v1/queues/${tenant}/${encodeURIComponent(queues[0]?.id ?? '')}`;
      await eventually(async () => {
        const [a, b] = await Promise.all(replicas.map(async ({ get }) => JSON.parse(await get(path))));
        expect(b.media).toEqual(a.media);
        expect(b.media[0].figures[0]).toMatchObject({ collector: 'queues', polled_at: expect.any(Number) });
      });
    }
    expect(await redis.command('--raw', 'keys', '*')).not.toMatch(/secret|token/);

    await first.stop('SIGKILL');
    await eventually(async () => expect([...(await polledBy(second))].sort()).toEqual(all));
    expect(await second.get('/metrics')).toMatch(
      /^contact_center_cluster_failovers_total\{tenant="\w+"\} 1$/m,
    );
    expect(await second.get('/-/ready')).toMatch(/^Ready\n/);
  } finally {
    await Promise.all(replicas.map((replica) => replica.stop()));
  }
}, 150_000);

it('shows the same values on all replicas at every moment of a second without a poll', async () => {
  const redis = await startRedis();
  const file = await configure(redis.url, SELDOM);
  const replicas = await Promise.all([1, 2].map(() => startExporter([`--config.file=${file}`])));
  try {
    const pages = () => Promise.all(replicas.map(async ({ get }) => sharedLines(await get('/metrics'))));
    const pollsOf = (lines: readonly string[]) =>
      lines.filter((line) => /_(last_success_timestamp_seconds|duration_seconds|skipped_total)\{/.test(line));
    await eventually(async () => {
      for (const page of await pages()) expect(pollsOf(page).length).toBeGreaterThan(20);
    });
    let differing: unknown;
    await eventually(async () => {
      const seen: string[][][] = [];
      for (const from = performance.now(); performance.now() - from < QUIET_MS; await delay(50))
        seen.push(await pages());
      const [[shown = []] = []] = seen;
      const polls = pollsOf(shown);
      for (const page of seen.flat())
        if (!isDeepStrictEqual(pollsOf(page), polls)) throw new Error('a tenant was polled meanwhile');
      expect(seen.length).toBeGreaterThan(2);
      differing = seen.flat().filter((page) => !isDeepStrictEqual(page, shown));
    });
    expect(differing).toEqual([]);
  } finally {
    await Promise.all(replicas.map((replica) => replica.stop()));
  }
}, 150_000);

it('polls every tenant with its share of the budget while Redis is away, and shares again when it is back', async () => {
  const redis = await startRedis();
  await redis.stop();
  const file = await configure(redis.url);
  const replicas = await Promise.all([1, 2].map(() => startExporter([`--config.file=${file}`])));
  try {
    await eventually(async () => {
      for (const replica of replicas) {
        expect(await polledBy(replica)).toHaveLength(4);
        // Before Redis has reported how many there are, three replicas are assumed.
        expect(await replica.get('/-/ready')).toBe(
          'Ready\nRedis unavailable: polling every tenant with 1/3 of its request budget\n',
        );
        const page = await replica.get('/metrics');
        expect(page).toContain('contact_center_cluster_up 0\n');
        expect(page).toContain('contact_center_api_budget_requests{tenant="umbrella"} 100\n');
      }
    });
    await redis.start();
    await eventually(async () => {
      const polled = await Promise.all(replicas.map(polledBy));
      expect(polled.map(({ length }) => length)).toEqual([2, 2]);
      for (const { get } of replicas) expect(await get('/-/ready')).toBe('Ready\n');
    });
    await redis.stop();
    await eventually(async () => {
      const budgets = await Promise.all(
        replicas.map(async (replica) => {
          expect(await polledBy(replica)).toHaveLength(4);
          expect(await replica.get('/-/ready')).toContain('with 1/2 of its request budget');
          const page = await replica.get('/metrics');
          return Number(/^contact_center_api_budget_requests\{tenant="umbrella"\} (.*)$/m.exec(page)?.[1]);
        }),
      );
      expect(budgets).toEqual([150, 150]);
    });
    for (const { stderr } of replicas) expect(stderr()).not.toContain(REDIS_PASSWORD);
  } finally {
    await Promise.all(replicas.map((replica) => replica.stop()));
  }
}, 150_000);
