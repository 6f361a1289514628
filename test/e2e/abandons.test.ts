import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { parse, stringify } from 'yaml';
import { ABANDON_RULES } from '../../src/domain/index.ts';
import type { FiguresJson } from '../../src/server/figures/schema.ts';
import type { QueueJson, QueuesJson } from '../../src/server/queues-schema.ts';
import { exporterConfig, startSimulator } from '../../src/simulator/index.ts';
import { startExporter } from '../support/exporter.ts';
import { eventually } from '../support/process.ts';

const OFTEN = { interval: '1s', timeout: '900ms' };
const HOUR = 3600;

/** A contact centre whose time stands still, an hour ago, after two hours: a window of six hours holds them all. */
async function startPastCentre() {
  const startAt = Date.now() / 1000 - HOUR;
  const simulator = await startSimulator({
    tenants: [{ name: 'globex', platform: 'genesys', api: 'observations', centre: 'heavy_tailed' }],
    startAt,
    warmUpSeconds: 2 * HOUR,
    timeFactor: 0,
  });
  onTestFinished(() => simulator.close());
  return simulator;
}

it('counts abandoned contacts in the service level as each of three tenants is configured, everywhere alike', async () => {
  const simulator = await startPastCentre();
  const centre = simulator.tenants[0]!.centre();
  const [{ id, sums }] = centre.queues
    .map(({ id }) => ({ id, sums: centre.window(id, centre.now - 3 * HOUR, centre.now) }))
    .sort((a, b) => b.sums.shortAbandoned - a.sums.shortAbandoned) as [{ id: string; sums: never }];
  const { answered, abandoned, shortAbandoned, answeredWithinThreshold } = sums as Record<string, number>;
  const counted = {
    count: answered! + abandoned!,
    exclude: answered!,
    exclude_short: answered! + abandoned! - shortAbandoned!,
  };
  expect(shortAbandoned).toBeGreaterThan(0);
  expect(abandoned).toBeGreaterThan(shortAbandoned!);
  const level = (rule: (typeof ABANDON_RULES)[number]) => answeredWithinThreshold! / counted[rule];
  // Missed where every abandoned contact counts, met where none or only the longer ones do.
  const target = (level('count') + level('exclude_short')) / 2;

  const folder = await mkdtemp(join(tmpdir(), 'exporter-abandons-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const config = parse(exporterConfig(simulator.tenants, { polling: { queues: OFTEN, aggregates: OFTEN } }));
  const [tenant] = config.tenants;
  config.service_level = { window: '6h' };
  config.tenants = ABANDON_RULES.map((abandons) => ({
    ...tenant,
    name: abandons,
    collectors: ['queues', 'aggregates'],
    queues: { ids: [id] },
    service_level: [{ match: '*', target, abandons }],
  }));
  const file = join(folder, 'config.yaml');
  await writeFile(file, stringify(config));
  const exporter = await startExporter([`--config.file=${file}`]);
  onTestFinished(async () => void (await exporter.stop()));

  const queueOf = async (name: string): Promise<QueueJson> => {
    const { tenants } = JSON.parse(await exporter.get('/api/v1/queues')) as QueuesJson;
    const queue = tenants
      .find(({ tenant }) => tenant === name)
      ?.queues.find(({ windows }) => windows?.['6h']);
    expect(queue?.predictions.erlang_a?.probability).toBeDefined();
    return queue!;
  };
  for (const rule of ABANDON_RULES) {
    await eventually(() => queueOf(rule));
    const { media, ...queue } = await queueOf(rule);
    expect(queue).toMatchObject({
      service_level_abandons: rule,
      service_level: level(rule),
      sla_breach: rule === 'count',
      windows: { '6h': { answered, abandoned, short_abandoned: shortAbandoned } },
    });

    const page = await exporter.get('/metrics');
    const sample = (name: string, labels = '') =>
      page.match(
        new RegExp(
          `^contact_center_queue_${name}\\{tenant="${rule}",queue_id="${id}",queue="[^"]*",media="${media}"${labels}\\} (.*)$`,
          'm',
        ),
      )?.[1];
    expect(Number(sample('service_level_ratio', ',window="6h"'))).toBe(level(rule));
    expect(Number(sample('short_abandoned_interactions', ',window="6h"'))).toBe(shortAbandoned);
    expect(sample('service_level_abandons_info', `,abandons="${rule}"`)).toBe(
      rule === 'count' ? undefined : '1',
    );

    // The model takes in the counts of a window at the poll after they are first known.
    const explained = await eventually(async () => {
      const path = `/api/v1/queues/${rule}/${id}/explain?media=${media}`;
      const [prediction] = JSON.parse(await exporter.get(path)).predictions;
      expect(prediction.window.counted).toBeCloseTo(counted[rule], 6);
      return prediction;
    });
    expect(explained.abandons).toBe(rule);
    expect(explained.reason.startsWith('The service level')).toBe(rule === 'count');

    const figures = JSON.parse(
      await exporter.get(`/api/v1/queues/${rule}/${id}?media=${media}`),
    ) as FiguresJson;
    const figure = figures.media[0]!.figures.find((each) => each.figure === 'service_level')!;
    expect(figure.value).toBe(level(rule));
    expect(figure.inputs?.map((input) => input.figure.split('.').at(-1))).toEqual(
      {
        count: ['answered_within_threshold', 'answered', 'abandoned'],
        exclude: ['answered_within_threshold', 'answered'],
        exclude_short: ['answered_within_threshold', 'answered', 'abandoned', 'short_abandoned'],
      }[rule],
    );
  }
  expect(new Set(ABANDON_RULES.map(level)).size).toBe(3);
});
