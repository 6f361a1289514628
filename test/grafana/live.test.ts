import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/process.ts';
import type { Prometheus } from '../support/prometheus.ts';
import { type BusyDay, startBusyDay } from './support/busy-day.ts';
import { type Dashboard, dashboards, expressionOf, panelsOf, type Target } from './support/dashboards.ts';
import { type Choice, choicesOf, filledIn, optionsOf } from './support/variables.ts';

/** Every query of every dashboard, asked of a real Prometheus that scrapes the exporter on a busy day. */

/** So many scrapes are enough for every rate and every alert. */
const SCRAPES = 45;
const READY_WITHIN_SECONDS = 120;
/** Far enough back for panels that look an hour ahead of their time. */
const RANGE_SECONDS = 3_700;
const STEP_SECONDS = 5;

let day: BusyDay;
let prometheus: Prometheus;
const choices = new Map<string, readonly Choice[]>();

beforeAll(async () => {
  day = await startBusyDay();
  prometheus = day.prometheus;
  await eventually(
    async () => {
      const [scrapes] = await prometheus.query('min(count_over_time(up[10m]))');
      if ((scrapes?.value ?? 0) < SCRAPES) throw new Error(`${scrapes?.value} scrapes`);
    },
    { timeoutSeconds: READY_WITHIN_SECONDS, intervalMs: 500 },
  );
  for (const each of dashboards) choices.set(each.uid, await choicesOf(each, prometheus.query));
}, 150_000);

afterAll(() => day?.[Symbol.asyncDispose]());

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
    targets.map((target) => [title, target.refId, target] as const),
  );
  it.each(queries)('%s (%s) shows something', async (_title, _refId, target) => {
    expect(await answersSomewhere(each, target), target.expr).toBe(true);
  });

  it.each(each.annotations.list.map(({ name, expr }) => [name, expr] as const))(
    'marks %s',
    async (_, expr) => {
      // A scrape every second in the place of one every fifteen: it need not look back so far.
      const quick = expr.replaceAll('offset 1m', `offset ${2 * STEP_SECONDS}s`);
      const all = await Promise.all(
        (choices.get(uid) ?? []).map((choice) => answers({ expr: filledIn(quick, choice) })),
      );
      expect(all).toContain(true);
    },
  );
});
