import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FieldReport, PanelReport } from '../../grafana/preview/page/report.ts';
import { useChromium } from '../server/wallboard/browser.ts';
import { eventually } from '../support/process.ts';
import type { Prometheus } from '../support/prometheus.ts';
import { type BusyDay, startBusyDay } from './support/busy-day.ts';
import { type Dashboard, dashboards, expressionOf, panelsOf, type Target } from './support/dashboards.ts';
import { type Drawn, fieldIn, type Preview, panelIn, startPreview } from './support/drawn.ts';
import { type Choice, choicesOf, filledIn, optionsOf } from './support/variables.ts';

/** Every query of every dashboard, asked of a real Prometheus that scrapes the exporter on a busy day. */

/** So many scrapes are enough for every rate and every alert. */
const SCRAPES = 25;
const READY_WITHIN_SECONDS = 120;
/** Far enough back for panels that look an hour ahead of their time. */
const RANGE_SECONDS = 3_700;
const STEP_SECONDS = 5;

/** The pages of these need minutes of contacts, half an hour or a week: they may not fire on a day that has just begun. */
const LONG_WATCHED: readonly string[] = [
  'contact-center-queue',
  'contact-center-agents',
  'contact-center-service-level',
];

/** Estimates rest on 20 contacts of a queue, more than come while the test runs. */
const RESTS_ON_MANY_CONTACTS = /contact_center_queue_agents_required/;

let day: BusyDay;
let prometheus: Prometheus;
let preview: Preview;
const chromium = useChromium();
const choices = new Map<string, readonly Choice[]>();

beforeAll(async () => {
  day = await startBusyDay();
  prometheus = day.prometheus;
  const starting = startPreview(prometheus.url);
  await eventually(
    async () => {
      const [scrapes] = await prometheus.query('min(count_over_time(up[10m]))');
      if ((scrapes?.value ?? 0) < SCRAPES) throw new Error(`${scrapes?.value} scrapes`);
    },
    { timeoutSeconds: READY_WITHIN_SECONDS, intervalMs: 500 },
  );
  preview = await starting;
  for (const each of dashboards) choices.set(each.uid, await choicesOf(each, prometheus.query));
}, 150_000);

afterAll(async () => {
  await preview?.stop();
  await day?.[Symbol.asyncDispose]();
});

/** Whether any series comes of the query, as its panel asks it; fails on an error. */
async function answers({ expr, instant }: Pick<Target, 'expr' | 'instant'>): Promise<boolean> {
  if (instant) return (await prometheus.query(expr)).length > 0;
  const end = Date.now() / 1000;
  const range = { query: expr, start: `${end - RANGE_SECONDS}`, end: `${end}`, step: `${STEP_SECONDS}` };
  const response = await fetch(`${prometheus.url}/api/v1/query_range`, {
    method: 'POST',
    body: new URLSearchParams(range),
  });
  const { error, data } = (await response.json()) as {
    error?: string;
    data?: { result: readonly unknown[] };
  };
  if (error !== undefined) throw new Error(`${expr}: ${error}`);
  return (data?.result ?? []).length > 0;
}

/** Asked with every choice, as an error may come of one alone; a platform or two may have nothing to say. */
async function answersSomewhere({ uid }: Dashboard, target: Target): Promise<boolean> {
  const all = await Promise.all(
    (choices.get(uid) ?? []).map((choice) =>
      answers({ ...target, expr: filledIn(target.expr, choice, target.interval) }),
    ),
  );
  return all.some(Boolean);
}

describe.each(dashboards.map((each) => [each.uid, each] as const))('%s', (uid, each) => {
  it.each(each.templating.list.filter(expressionOf).map((variable) => [variable.name, variable] as const))(
    'offers something to choose for $%s',
    async (_, variable) => {
      const expr = expressionOf(variable) ?? '';
      for (const choice of choices.get(uid) ?? []) {
        const options = optionsOf(variable, await prometheus.query(filledIn(expr, choice)));
        expect(options).not.toEqual([]);
        expect(options.filter(({ text, value }) => text === '' || value === '')).toEqual([]);
      }
    },
  );

  const queries = panelsOf(each).flatMap(({ title, targets = [] }) =>
    targets
      .filter(({ expr }) => !RESTS_ON_MANY_CONTACTS.test(expr))
      .map((target) => [title, target.refId, target] as const),
  );
  it.each(queries)('%s (%s) shows something', async (_title, _refId, target) => {
    await eventually(async () => {
      // On a loaded machine a scrape may be missed.
      if (!(await answersSomewhere(each, target))) throw new Error(`nothing: ${target.expr}`);
    });
  });

  it.each(each.annotations.list.map(({ name, expr }) => [name, expr] as const))(
    'marks %s',
    async (name, expr) => {
      // A scrape every second in the place of one every fifteen: it need not look back so far.
      const quick = expr.replaceAll('offset 1m', `offset ${2 * STEP_SECONDS}s`);
      const all = await Promise.all(
        (choices.get(uid) ?? []).map((choice) => answers({ expr: filledIn(quick, choice) })),
      );
      if (!(name === 'Pages' && LONG_WATCHED.includes(uid))) expect(all).toContain(true);
    },
  );
});

/** Each dashboard as it is drawn; the queue's on a platform that tells media apart and on one that does not. */
const DRAWN: readonly (readonly [name: string, uid: string, parameters: Readonly<Record<string, string>>])[] =
  [
    ['the overview', 'contact-center-overview', {}],
    ['a queue of Genesys', 'contact-center-queue', { 'var-tenant': 'umbrella' }],
    ['a queue of CXone v2', 'contact-center-queue', { 'var-tenant': 'acme' }],
    ['the service level', 'contact-center-service-level', { from: 'now-2h' }],
    ['the agents', 'contact-center-agents', {}],
    ['the channels', 'contact-center-channels', { from: 'now-2h' }],
    ['the exporter', 'contact-center-exporter', {}],
  ];

const TENANTS = 'Tenants, worst first (– = not known)';
const QUEUES = 'Queues, worst first (– = not known)';

/** A row of a table stands for one of these. */
const ENTITIES: Readonly<Record<string, readonly string[]>> = {
  [TENANTS]: ['Tenant'],
  'Alerts, pages first': ['Severity', 'Alert', 'Tenant', 'Queue'],
  [QUEUES]: ['Tenant', 'Queue id', 'Media'],
  'Budgets of the last 24 hours, least left first': ['Tenant', 'Queue id', 'Media'],
  'Agents by queue (– = not reported)': ['Tenant', 'Queue id', 'Media'],
  'Named agents: time by state': ['Tenant', 'Agent'],
  'Channels compared': ['Tenant', 'Channel'],
  'Collectors, stalest first': ['Tenant', 'Collector'],
  Exporters: ['Exporter'],
};

/** Numbers, percentages, durations and sizes as a person writes them; `1.2 K`, `2.63 mins` and `1 hour` are not. */
const WRITTEN = [
  /^-?\d{1,3}(,\d{3})*(\.\d+)?$/,
  /^-?\d{1,4}(\.\d+)?%$/,
  /^(\d+ d )?\d\d+:\d\d:\d\d( ago)?$/,
  /^-?\d+(\.\d+)? (ms|s|µs|ns|req\/s|ops\/s|[KM]?i?B)$/,
  /^(in )?(a few|an?|\d+) (second|minute|hour)s?( ago)?$/,
  /^\d+(\.\d+)? intervals$/,
];

/** A legend with more than that cannot be read: ten series and a limit. */
const MOST_SERIES = 11;

const tablesOf = ({ panels }: Drawn) =>
  panels.filter(({ type, frames }) => type === 'table' && frames.length > 0);
const columnsOf = ({ frames }: PanelReport): readonly FieldReport[] => frames[0] ?? [];

describe.each(DRAWN)('%s, as Grafana draws it', (_name, uid, parameters) => {
  let drawn: Drawn;
  beforeAll(async () => {
    const page = await chromium.open('about:blank');
    drawn = await preview.draw(page, uid, { from: 'now-10m', scrape: '5s', expanded: '', ...parameters });
  });

  it('answers every query, and shows some panels', () => {
    expect(drawn.errors).toEqual([]);
    expect(drawn.panels.length).toBeGreaterThan(3);
  });

  it('has exactly one row per entity in each table', () => {
    for (const table of tablesOf(drawn)) {
      const keys = (ENTITIES[table.title] ?? []).map((name) => fieldIn(table, name)?.values ?? []);
      expect(keys.length, table.title).toBeGreaterThan(0);
      const rows = columnsOf(table)[0]?.values.map((_, row) => keys.map((key) => key[row]).join(' · ')) ?? [];
      expect(rows.length, table.title).toBeGreaterThan(0);
      expect(
        rows.filter((row, index) => rows.indexOf(row) !== index),
        table.title,
      ).toEqual([]);
    }
  });

  it('has no column that is empty for all rows, and none with the names of series', () => {
    for (const table of tablesOf(drawn)) {
      const names = columnsOf(table).map(({ name }) => name);
      expect(names, table.title).not.toContain('__name__');
      const empty = columnsOf(table).filter(({ values }) =>
        values.every((value) => value === null || value === undefined || value === ''),
      );
      expect(
        empty.map(({ name }) => name),
        table.title,
      ).toEqual([]);
    }
  });

  it("never gives the unknown a threshold's colour", () => {
    const judged = drawn.panels.filter(({ type }) => ['stat', 'table', 'bargauge'].includes(type));
    for (const { title, frames } of judged) {
      for (const { name, type, unknown, thresholds } of frames.flat()) {
        if (type === 'number') expect(thresholds, `${title}: ${name}`).not.toContain(unknown.colour);
      }
    }
  });

  it('fits every text into its column', () => {
    expect(drawn.cut).toEqual([]);
  });

  it('writes every figure as a person would', () => {
    for (const { title, type, frames } of drawn.panels.filter(({ type }) => type !== 'heatmap')) {
      for (const { name, values, shown } of frames.flat().filter(({ type }) => type === 'number')) {
        const figures = shown.filter(({ text }, index) => values[index] !== null && /\d/.test(text));
        const odd = figures
          .map(({ text }) => text)
          .filter((text) => !WRITTEN.some((form) => form.test(text)));
        expect(odd, `${title} (${type}): ${name}`).toEqual([]);
      }
    }
  });

  it('has no legend that is too long to be read', () => {
    const graphs = drawn.panels.filter(({ type }) => type === 'timeseries');
    expect(graphs.filter(({ frames }) => frames.length > MOST_SERIES).map(({ title }) => title)).toEqual([]);
  });
});

describe('the media of a queue', () => {
  it('are those that had contacts, the busiest first', async () => {
    const page = await chromium.open('about:blank');
    const { variables } = await preview.draw(page, 'contact-center-queue', {
      'var-tenant': 'umbrella',
      from: 'now-10m',
    });
    const media = variables.find(({ name }) => name === 'media')?.options.map(({ value }) => value) ?? [];
    const [queue] = variables.find(({ name }) => name === 'queue')?.value ?? [];
    const offered = await prometheus.query(
      `sort_desc(max by (media) (increase(contact_center_queue_offered_total{tenant="umbrella",queue_id="${queue}"}[10m])) > 0)`,
    );
    expect(media[0]).toBe(offered[0]?.metric.media);
    expect(media.length).toBeLessThan(6);
  });
});

describe('the figures at the top of the overview', () => {
  it('agree with the table of queues', async () => {
    const page = await chromium.open('about:blank');
    const drawn = await preview.draw(page, 'contact-center-overview', { from: 'now-10m' });
    const queues = panelIn(drawn, QUEUES);
    const ids = fieldIn(queues, 'Queue id')?.values ?? [];
    const states = fieldIn(queues, 'State')?.shown.map(({ text }) => text) ?? [];
    const inState = (wanted: string) => new Set(ids.filter((_, row) => states[row] === wanted)).size;
    const figure = (title: string) => Number(/^[\d,]+$/m.exec(drawn.textOf(title))?.[0].replaceAll(',', ''));
    expect(figure('Queues in breach')).toBe(inState('In breach'));
    expect(figure('Queues at risk')).toBe(inState('At risk'));
  });
});

describe('the choice of a medium', () => {
  it('keeps a tenant whose platform does not separate media', async () => {
    const page = await chromium.open('about:blank');
    const drawn = await preview.draw(page, 'contact-center-overview', {
      'var-media': 'voice',
      from: 'now-10m',
    });
    const tenants = fieldIn(panelIn(drawn, QUEUES), 'Tenant')?.values;
    expect(tenants).toEqual(expect.arrayContaining(['acme', 'globex', 'initech', 'umbrella']));
  });
});

describe('a figure that a platform does not report', () => {
  it('is shown as not reported, rather than as 0', async () => {
    const page = await chromium.open('about:blank');
    const drawn = await preview.draw(page, 'contact-center-overview', {
      'var-tenant': 'acme',
      from: 'now-10m',
    });
    expect(drawn.textOf('Waiting')).toContain('Not reported');
    const globex = await preview.draw(page, 'contact-center-overview', {
      'var-tenant': 'globex',
      from: 'now-10m',
    });
    expect(globex.textOf('Service level')).toContain('Not reported');
  });
});

/** The last of all: it changes the day. */
describe('a platform that goes down', () => {
  beforeAll(async () => {
    day.takeDown('umbrella');
    await eventually(async () => {
      const left = await prometheus.query(
        '{__name__=~"contact_center_queue_sla_breach|queue:contact_center_queue_waiting:max",tenant="umbrella"}',
      );
      if (left.length > 0) throw new Error('the series of the tenant are still there');
    });
  });

  it('is counted first, and figures that exclude it say so', async () => {
    const page = await chromium.open('about:blank');
    const drawn = await preview.draw(page, 'contact-center-overview', { from: 'now-10m' });
    // One has been down all day.
    expect(drawn.panels[0]?.title).toBe('Tenants without data');
    expect(drawn.textOf('Tenants without data')).toMatch(/\b2\b/);
    expect(drawn.textOf('Queues in breach')).toContain('2 of 5 tenants report');
    expect(drawn.textOf('Waiting')).toContain('2 of 5 tenants report');
    const tenants = panelIn(drawn, TENANTS);
    expect(fieldIn(tenants, 'Tenant')?.values.slice(0, 2).toSorted()).toEqual(['hooli', 'umbrella']);
    expect(fieldIn(tenants, 'Tenant')?.values.length).toBe(5);
    expect(
      fieldIn(tenants, 'State')
        ?.shown.slice(0, 2)
        .map(({ text }) => text),
    ).toEqual(['Down', 'Down']);
  });

  it('keeps its queues in the table, after those that need help', async () => {
    const page = await chromium.open('about:blank');
    const drawn = await preview.draw(page, 'contact-center-overview', { from: 'now-10m' });
    const queues = panelIn(drawn, QUEUES);
    const states = fieldIn(queues, 'State')?.shown.map(({ text }) => text) ?? [];
    const tenants = fieldIn(queues, 'Tenant')?.values ?? [];
    expect(new Set(states.filter((_, row) => tenants[row] === 'umbrella'))).toEqual(new Set(['No data']));
    const order = ['In breach', 'At risk', 'Unattended', 'No data', 'OK', '–'];
    const ranks = states.map((state) => order.indexOf(state));
    expect(ranks).not.toContain(-1);
    expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
  });

  it('is named in every graph of tenants, in its colour', async () => {
    const page = await chromium.open('about:blank');
    const drawn = await preview.draw(page, 'contact-center-overview', { from: 'now-10m' });
    const graphs = drawn.panels.filter(
      ({ title, type }) => title.endsWith('by tenant') && type === 'timeseries',
    );
    expect(graphs.length).toBeGreaterThan(1);
    for (const { title, frames } of graphs) {
      const names = frames.map((fields) => fields.find(({ type }) => type === 'number')?.name);
      expect(names, title).toEqual(
        ['acme', 'globex', 'hooli', 'initech', 'umbrella'].map((name) =>
          expect.stringMatching(new RegExp(`^${name}(: not reported)?$`)),
        ),
      );
    }
  });

  it('leaves the dashboard of its queue usable', async () => {
    const page = await chromium.open('about:blank');
    const drawn = await preview.draw(page, 'contact-center-queue', {
      'var-tenant': 'umbrella',
      from: 'now-10m',
    });
    expect(drawn.errors).toEqual([]);
    expect(drawn.textOf('Waiting')).toContain('Not reported');
    expect(panelIn(drawn, 'Waiting and in progress').frames).not.toEqual([]);
  });
});
