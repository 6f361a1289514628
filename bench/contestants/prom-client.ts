import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { Gauge, Registry } from 'prom-client';
import { seriesOfPage } from '../page-series.ts';
import { obey } from './protocol.ts';

/** prom-client as it is used: gauges are set at a poll; a scrape renders, and compresses where that is asked for. */

const [pageFile = ''] = process.argv.slice(2);
const registry = new Registry();
const gauges = seriesOfPage(readFileSync(pageFile, 'utf8')).map(({ name, help, labelNames, series }) => ({
  gauge: new Gauge({ name, help: help || name, labelNames: [...labelNames], registers: [registry] }),
  series,
}));
const count = gauges.reduce((sum, { series }) => sum + series.length, 0);

const server = createServer(async (request, response) => {
  const page = await registry.metrics();
  const isCompressed = request.headers['accept-encoding']?.includes('gzip');
  response.setHeader('content-type', registry.contentType);
  if (isCompressed) response.setHeader('content-encoding', 'gzip');
  response.end(isCompressed ? await promisify(gzip)(page) : page);
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address() as AddressInfo;

let change = 0;
await obey({
  url: `http://127.0.0.1:${port}/metrics`,
  prepare: () => {},
  poll: async () => {
    change += 1;
    for (const { gauge, series } of gauges) {
      for (const { labels, value } of series) gauge.set(labels, value + change);
    }
    // The values are ready to be sent when they are rendered, which happens again at each scrape.
    await registry.metrics();
    return count;
  },
});
