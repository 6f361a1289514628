import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { exporterConfig, startSimulator } from '../../src/simulator/index.ts';
import { startExporter } from '../support/exporter.ts';
import { eventually } from '../support/process.ts';

/** The real program against a simulated Genesys organisation, which reports every medium for every queue. */

const POLLING = { queues: { interval: '2s' }, aggregates: { interval: '2s' } };

const HISTORY_REQUESTS = /^contact_center_api_requests_total\{.*endpoint="media_history".*\} (\d+)$/m;
const MEDIA_OF_SERIES =
  /^contact_center_queue_(?:waiting_interactions|offered_total)\{.*queue="([^"]+)",media="(\w+)"\}/gm;

/** Each medium of each queue, as `queue/media`. */
function mediaIn(page: string): readonly string[] {
  return [
    ...new Set([...page.matchAll(MEDIA_OF_SERIES)].map(([, queue, media]) => `${queue}/${media}`)),
  ].sort();
}

it('shows the media that queues use, alike on every endpoint, and a reload does not ask again', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'exporter-media-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const simulator = await startSimulator({
    tenants: [{ name: 'globex', platform: 'genesys', api: 'observations', centre: 'globex' }],
  });
  onTestFinished(() => simulator.close());
  const file = join(folder, 'config.yaml');
  const config = (extra: object) => exporterConfig(simulator.tenants, { polling: POLLING, ...extra });
  await writeFile(file, config({}));
  const exporter = await startExporter([`--config.file=${file}`, '--web.enable-lifecycle']);
  onTestFinished(async () => {
    await exporter.stop();
  });

  const used = simulator.tenants[0]!.centre()
    .queues.map(({ name, media }) => `${name}/${media}`)
    .sort();
  expect(used.some((each) => !each.endsWith('/voice'))).toBe(true);
  await eventually(async () => {
    const page = await exporter.get('/metrics');
    expect(mediaIn(page)).toEqual(used);
    expect(page).toContain('contact_center_queue_offered_total{');
    expect(HISTORY_REQUESTS.exec(page)?.[1]).toBe('1');
  });
  const { tenants } = JSON.parse(await exporter.get('/api/v1/queues')) as {
    tenants: readonly { queues: readonly { queue: string; media: string }[] }[];
  };
  const queues = tenants.flatMap((tenant) => tenant.queues);
  const ofInteractions = queues.filter(({ media }) => media !== 'all');
  expect(ofInteractions.map(({ queue, media }) => `${queue}/${media}`).sort()).toEqual(used);

  await writeFile(file, config({ exposition: { max_series_per_tenant: 1_000_000 } }));
  const reload = await fetch(`${exporter.url}/-/reload`, { method: 'POST' });
  expect(reload.status).toBe(200);
  await eventually(async () => {
    const text = await exporter.get('/metrics');
    expect(text).toMatch(/^contact_center_exporter_config_last_reload_successful 1$/m);
    expect(mediaIn(text)).toEqual(used);
    expect(HISTORY_REQUESTS.exec(text)?.[1]).toBe('1');
  });
});
