import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { SCRAPE_INTERVAL, stageIncident, startCentre } from './server/centre.ts';
import { servePreview } from './server/serve.ts';

/**
 * `npm run dashboards:preview`: draws the dashboards with Grafana's own packages, on simulated contact centres.
 *
 *   -- --incident           stages an incident at once
 *   -- --prometheus=URL     draws them on the data of this Prometheus instead
 *   -- --port=PORT          listens there (default 5555)
 */
const { values } = parseArgs({
  options: {
    incident: { type: 'boolean', default: false },
    prometheus: { type: 'string' },
    port: { type: 'string', default: '5555' },
  },
});

await using stack = new AsyncDisposableStack();
let prometheusUrl = values.prometheus;
if (prometheusUrl === undefined) {
  const centre = stack.use(await startCentre());
  prometheusUrl = centre.prometheus.url;
  if (values.incident) stageIncident(centre.simulator);
  process.stdout.write(`Simulator   ${centre.simulator.adminUrl}/simulator\n`);
  process.stdout.write(`Exporter    ${centre.exporterUrl}\n`);
  process.stdout.write(`Prometheus  ${prometheusUrl}\n`);
}
const preview = stack.use(await servePreview({ prometheusUrl, port: Number(values.port) }));
process.stdout.write(
  `Dashboards  ${preview.url}/?dashboard=contact-center-overview&theme=dark&from=now-15m&scrape=${SCRAPE_INTERVAL}\n`,
);
await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
