import { describe, expect, it } from 'vitest';
import { createProcessMetrics } from '../../src/exposition/index.ts';
import {
  boundText,
  instruments,
  QUEUE_LABELS,
  queueFamilies,
  TENANT_LABELS,
  tenantFamilies,
} from '../../src/metrics/index.ts';

/** Everything that can be on a page: the catalogue, and what the metrics library adds of the process. */

interface Described {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly labels: readonly string[];
}

const withLabels = (families: readonly Described[], labels: readonly string[]) =>
  families.map((family) => ({ ...family, labels: [...labels, ...family.labels] }));

const families: readonly Described[] = [
  ...withLabels(queueFamilies, QUEUE_LABELS),
  ...withLabels(tenantFamilies, TENANT_LABELS),
  ...Object.values(instruments),
];

async function everyFamily(): Promise<readonly Described[]> {
  const own = new Set<string>(Object.values(instruments).map(({ name }) => name));
  const read = await createProcessMetrics().read();
  const added = read.filter(({ name }) => !own.has(name)).map((family) => ({ ...family, labels: [] }));
  return [...families, ...added];
}

/** Samples that OpenMetrics 1.0 reserves for a family of each type; the family's own name is reserved as well. */
const SUFFIXES: Readonly<Record<string, readonly string[]>> = {
  gauge: [''],
  counter: ['_total', '_created'],
  histogram: ['_bucket', '_count', '_sum', '_created'],
  summary: ['', '_count', '_sum', '_created'],
};
const RESERVED = /_(?:total|created|bucket|count|sum|info)$/;

/** Every name that a family takes in either format. */
function namesOf({ name, type }: Described): ReadonlySet<string> {
  const family = type === 'counter' ? name.replace(/_total$/, '') : name;
  return new Set([name, family, ...(SUFFIXES[type] ?? []).map((suffix) => family + suffix)]);
}

describe('the catalogue of metrics', () => {
  it('gives no name to two families, in either format and with every suffix that a type reserves', async () => {
    const owners = Map.groupBy(
      (await everyFamily()).flatMap((family) =>
        [...namesOf(family)].map((taken) => ({ taken, family: family.name })),
      ),
      ({ taken }) => taken,
    );
    const clashes = [...owners].filter(([, claims]) => claims.length > 1);
    expect(clashes.map(([name, claims]) => [name, ...claims.map(({ family }) => family)])).toEqual([]);
  });

  it('ends the names of counters with _total, and no other name with a suffix that a type reserves', async () => {
    for (const { name, type } of await everyFamily()) {
      const suffix = RESERVED.exec(name)?.[0];
      // Info metrics are gauges that are always 1: the text format has no type of their own.
      const isInfo = type === 'gauge' && suffix === '_info';
      expect(isInfo ? undefined : suffix, name).toBe(type === 'counter' ? '_total' : undefined);
    }
  });

  it('names metrics and labels as both formats allow, with each label once', async () => {
    for (const { name, labels, help } of await everyFamily()) {
      expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
      expect(new Set(labels).size, name).toBe(labels.length);
      for (const label of labels) expect(label, name).toMatch(/^(?!__)[a-z][a-z0-9_]*$/);
      expect(help, name).toMatch(/\S/);
    }
  });

  it('states in the help of every polled value that it is as of the last poll', () => {
    const polled = [...queueFamilies, ...tenantFamilies].filter(({ name }) => !OF_THE_EXPORTER.test(name));
    const silent = polled.filter(
      ({ help }) => !/(?:As of|as of|before) the last (?:successful )?(?:queue )?poll/.test(help),
    );
    expect(silent.map(({ name }) => name)).toEqual([]);
  });
});

/** What the exporter says about itself and its configuration, and not what a platform told it. */
const OF_THE_EXPORTER = /^contact_center_(?:tenant_info|collector_.+|prediction_.+)$/;

describe('the bound of a bucket', () => {
  it('writes the bound of a bucket as OpenMetrics does', () => {
    expect([0.05, 1, 10, 2.5, 1e21, Infinity].map(boundText)).toEqual([
      '0.05',
      '1.0',
      '10.0',
      '2.5',
      '1e+21',
      '+Inf',
    ]);
  });
});
