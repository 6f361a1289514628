import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  acceptsGzip,
  CONTENT_TYPES,
  createExposition,
  type Exposition,
  negotiate,
} from '../../src/exposition/index.ts';
import { eventually } from '../support/process.ts';
import { type Prometheus, startPrometheus } from '../support/prometheus.ts';
import { queueView, snapshot } from './support/snapshots.ts';

const NAMES = [
  'plain',
  'quotes " and \\ back\\slashes \\\\ \\" \\n',
  'line\nfeed\r\nreturn\ttab',
  'emoji 😀 é 漢字 \u2028',
  'control \u0000\u0001\u001b\u007f',
  '{a="b"} 1 # EOF',
  ' leading and trailing ',
  'x'.repeat(3000),
];
const NUMBERS = [
  0,
  1,
  1_750_000_000.123,
  0.1,
  1 / 3,
  1e-7,
  1.5e-7,
  5e-324,
  1e21,
  123_456_789_012_345_680_000,
  Number.MAX_VALUE,
  -12.5,
];
/** Enough queues for codes of their own and for references to the lines before. */
const QUEUES = NAMES.length * NUMBERS.length;

/** A page that went all the way: served, scraped by a real Prometheus, and asked back by its API. */
describe('a real Prometheus', () => {
  let exposition: Exposition;
  let server: Server;
  let prometheus: Prometheus;
  const asked = new Set<string>();

  beforeAll(async () => {
    exposition = createExposition();
    const queues = Array.from({ length: QUEUES }, (_, index) =>
      queueView({
        id: `id ${index}`,
        name: NAMES[index % NAMES.length] ?? '',
        waitSeconds: NUMBERS[index % NUMBERS.length] ?? 0,
        totals: { offered: index },
        waitDistribution: { answered: { upperBounds: [5, 10], counts: [index, 1] } },
      }),
    );
    exposition.publish(snapshot('lone \ud800 surrogate', queues));
    await exposition.settled();
    server = createServer((request, response) => {
      const format = request.url === '/text' ? 'text' : negotiate(request.headers.accept);
      const encoding = acceptsGzip(request.headers['accept-encoding']) ? 'gzip' : 'identity';
      asked.add(`${request.url} ${format} ${encoding}`);
      const { buffers, release } = exposition.body(format, encoding);
      response.setHeader('content-type', CONTENT_TYPES[format]);
      if (encoding === 'gzip') response.setHeader('content-encoding', 'gzip');
      for (const chunk of buffers) response.write(chunk);
      response.end(release);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    prometheus = await startPrometheus({
      global: { scrape_interval: '1s' },
      scrape_configs: ['openmetrics', 'text'].map((format) => ({
        job_name: format,
        metrics_path: `/${format}`,
        static_configs: [{ targets: [`127.0.0.1:${port}`] }],
      })),
    });
  });

  afterAll(async () => {
    await prometheus?.stop();
    server?.closeAllConnections();
    server?.close();
  });

  it.each(['openmetrics', 'text'])('reads back every value from the %s format', async (job) => {
    const selector = `contact_center_queue_reported_wait_seconds{job="${job}"}`;
    const samples = await eventually(async () => {
      const found = await prometheus.query(selector);
      if (found.length < QUEUES) throw new Error(`Only ${found.length} series of ${QUEUES}`);
      return found;
    });
    const byId = new Map(samples.map(({ metric, value }) => [metric.queue_id, { metric, value }]));
    for (let index = 0; index < QUEUES; index += 1) {
      const { metric, value } = byId.get(`id ${index}`)!;
      expect(metric.queue).toBe(NAMES[index % NAMES.length]);
      expect(metric.tenant).toBe('lone \ufffd surrogate');
      expect(value).toBe(NUMBERS[index % NUMBERS.length]);
    }
    const scalar = async (promql: string) => (await prometheus.query(promql))[0]?.value;
    expect(await scalar(`sum(contact_center_queue_offered_total{job="${job}"})`)).toBe(
      (QUEUES * (QUEUES - 1)) / 2,
    );
    const buckets = `contact_center_queue_wait_distribution_interactions{job="${job}",queue_id="id 7"}`;
    const byBound = (await prometheus.query(buckets)).map(({ metric, value }) => [metric.le, value]);
    expect(byBound).toEqual([
      ['+Inf', 8],
      ['10.0', 8],
      ['5.0', 7],
    ]);
    expect(await scalar(`scrape_samples_scraped{job="${job}"}`)).toBe(exposition.series);
  });

  it('requests gzip, and OpenMetrics where it is enabled', () => {
    expect(asked).toEqual(new Set(['/openmetrics openmetrics gzip', '/text text gzip']));
  });
});
