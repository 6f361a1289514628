import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { milliseconds } from './page/durations.ts';
import { SCRAPE_INTERVAL, stageIncident, startCentre } from './server/centre.ts';
import { servePreview } from './server/serve.ts';
import { type Picture, takePictures } from './server/take-pictures.ts';

/**
 * `npm run dashboards:pictures`: the pictures in docs/images, of simulated contact centres with an incident.
 *
 *   -- --healthy=20m    how long all is well before it (default 20m)
 *   -- --outage=10m     how long it has lasted when the pictures are taken (default 10m)
 *   -- --folder=DIR     where they go; with --all, of every dashboard in both themes and widths, before and in the incident
 */
const { values } = parseArgs({
  options: {
    healthy: { type: 'string', default: '20m' },
    outage: { type: 'string', default: '10m' },
    folder: { type: 'string', default: join(import.meta.dirname, '../../docs/images') },
    all: { type: 'boolean', default: false },
  },
});

const DASHBOARDS = ['overview', 'queue', 'service-level', 'agents', 'channels', 'exporter'] as const;
const THEMES = ['light', 'dark'] as const;
const WIDTHS = [1440, 1920] as const;
const RANGE = { from: 'now-30m', scrape: SCRAPE_INTERVAL };
/** The queue that the incident befalls. */
const QUEUE = { 'var-tenant': 'initech', 'var-queue': '4001' };

const pictureOf = (
  name: string,
  dashboard: (typeof DASHBOARDS)[number],
  theme: Picture['theme'],
  width: number,
): Picture => ({
  name,
  dashboard: `contact-center-${dashboard}`,
  theme,
  width,
  parameters: { ...RANGE, ...(dashboard === 'queue' && QUEUE) },
});

const everyPicture = (when: 'healthy' | 'outage') =>
  WIDTHS.flatMap((width) =>
    THEMES.flatMap((theme) =>
      DASHBOARDS.map((dashboard) =>
        pictureOf(`${dashboard}-${when}-${theme}-${width}`, dashboard, theme, width),
      ),
    ),
  );

/** Of the documentation: the overview in both themes, the others in one. */
const documentation = [
  pictureOf('dashboard-overview-dark', 'overview', 'dark', 1440),
  ...DASHBOARDS.map((dashboard) => pictureOf(`dashboard-${dashboard}-light`, dashboard, 'light', 1440)),
];

await mkdir(values.folder, { recursive: true });
await using stack = new AsyncDisposableStack();
const { simulator, prometheus } = stack.use(await startCentre());
const preview = stack.use(await servePreview({ prometheusUrl: prometheus.url }));

const errors: string[] = [];
await delay(milliseconds(values.healthy));
if (values.all) errors.push(...(await takePictures(preview.url, values.folder, everyPicture('healthy'))));
stageIncident(simulator);
await delay(milliseconds(values.outage));
const pictures = values.all ? everyPicture('outage') : documentation;
errors.push(...(await takePictures(preview.url, values.folder, pictures)));
for (const error of errors) process.stderr.write(`${error}\n`);
process.exitCode = errors.length > 0 ? 1 : 0;
