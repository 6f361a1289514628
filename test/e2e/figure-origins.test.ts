import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FiguresJson } from '../../src/server/figures/schema.ts';
import { figuresSchema } from '../../src/server/figures/schema.ts';
import type { QueueJson, QueuesJson } from '../../src/server/queues-schema.ts';
import { type Exporter, startExporter } from '../support/exporter.ts';
import { eventually } from '../support/process.ts';

let exporter: Exporter;
beforeAll(async () => {
  exporter = await startExporter([]);
  await eventually(async () => {
    const text = await exporter.get('/api/v1/queues');
    for (const figure of ['"totals"', '"15m"', '"erlang_a"']) expect(text).toContain(figure);
    const { tenants } = JSON.parse(text) as QueuesJson;
    expect(tenants.every(({ queues }) => queues.length > 0)).toBe(true);
    expect(tenants.flatMap(({ collectors }) => collectors).every(({ success }) => success)).toBe(true);
  });
});
afterAll(() => exporter.stop());

const queues = async () => JSON.parse(await exporter.get('/api/v1/queues')) as QueuesJson;
const figuresOf = async (tenant: string, id: string, search = '') =>
  JSON.parse(
    await exporter.get(`/api/v1/queues/${tenant}/${encodeURIComponent(id)}${search}`),
  ) as FiguresJson;

/** Numbers and flags of a queue by their names with dots between levels, without what identifies it. */
function flatten(value: unknown, path: readonly string[] = []): [string, unknown][] {
  if (typeof value !== 'object' || value === null) return [[path.join('.'), value]];
  return Object.entries(value).flatMap(([key, child]) => flatten(child, [...path, key]));
}
function figuresIn({ id: _, queue: _name, media: _media, ...figures }: QueueJson) {
  return new Map(flatten(figures));
}

/** Series of a queue on a page of metrics: name and labels beside those of the queue, and the value. */
function seriesOf(page: string, id: string, media: string): ReadonlyMap<string, number> {
  const lines = page.matchAll(/^(contact_center_queue_\w+)\{([^}]*)\} (\S+)$/gm);
  const series = new Map<string, number>();
  for (const [, name, text = '', value] of lines) {
    const labels = [...text.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([whole, label, content]) => ({
      whole,
      label,
      content,
    }));
    const is = (label: string, content: string) =>
      labels.some((each) => each.label === label && each.content === content);
    if (!is('queue_id', id) || !is('media', media)) continue;
    const identity = ['tenant', 'queue_id', 'queue', 'media', 'le', 'action'];
    const own = labels.filter(({ label = '' }) => !identity.includes(label)).map(({ whole }) => whole);
    series.set(`${name}${own.length > 0 ? `{${own.join(',')}}` : ''}`, Number(value));
  }
  return series;
}

describe('/api/v1/queues/{tenant}/{id}', () => {
  it('gives every figure of /api/v1/queues and every metric of a queue its value and origin, on every API', async () => {
    const { tenants } = await queues();
    expect(tenants.map(({ platform, api }) => `${platform} ${api}`).sort()).toEqual([
      'cxone acd',
      'cxone v2',
      'genesys details',
      'genesys observations',
    ]);
    for (const { tenant, queues: some } of tenants) {
      const { id } = some[0]!;
      // Between two polls.
      const { explained, shown, page } = await eventually(async () => {
        const explained = await figuresOf(tenant, id);
        const page = await exporter.get(`/probe?tenant=${tenant}`);
        const now = (await queues()).tenants.find((each) => each.tenant === tenant)!;
        expect(now.updated_at).toBe(explained.updated_at);
        return { explained, page, shown: now };
      });
      expect(figuresSchema.safeParse(explained).error).toBeUndefined();
      const rows = shown.queues.filter((each) => each.id === id);
      expect(explained.media.map(({ media }) => media)).toEqual(rows.map(({ media }) => media));
      for (const [index, row] of rows.entries()) {
        const { figures, absent, media } = explained.media[index]!;
        const values = new Map(figures.map(({ figure, value }) => [figure, value]));
        for (const [figure, value] of figuresIn(row))
          expect([tenant, media, figure, values.get(figure)]).toEqual([tenant, media, figure, value]);
        const byMetric = new Map(figures.map(({ metric, value }) => [metric, value]));
        const series = seriesOf(page, id, media);
        expect(series.size).toBeGreaterThan(3);
        for (const [metric, value] of series) {
          expect([tenant, media, byMetric.has(metric) ? metric : 'no figure']).toEqual([
            tenant,
            media,
            metric,
          ]);
          const told = byMetric.get(metric);
          if (typeof told !== 'object') expect([metric, Number(told)]).toEqual([metric, value]);
        }
        for (const each of figures) {
          const where = `${tenant} ${media} ${each.figure}`;
          if (each.origin === 'configuration')
            expect([where, each.formula]).toEqual([where, expect.any(String)]);
          else expect([where, each.polled_at]).toEqual([where, expect.any(Number)]);
          if (each.origin !== 'platform') continue;
          const poll = shown.collectors.find(({ collector }) => collector === each.collector);
          expect([where, each.polled_at]).toEqual([where, poll?.last_success_at]);
          expect([where, each.endpoint, each.fields?.length]).toEqual([
            where,
            expect.stringMatching(/^(GET|POST) \//),
            expect.any(Number),
          ]);
        }
        const names = new Set(figures.map(({ figure }) => figure));
        expect(absent.filter(({ figure }) => names.has(figure))).toEqual([]);
      }
    }
  });

  it('restricts the response to one medium', async () => {
    const { tenants } = await queues();
    const { queues: some } = tenants.find(({ api }) => api === 'observations')!;
    const voice = some.find(({ media }) => media === 'voice')!;
    const { media } = await figuresOf('umbrella', voice.id, '?media=voice');
    expect(media.map((each) => each.media)).toEqual(['voice']);
  });
});
