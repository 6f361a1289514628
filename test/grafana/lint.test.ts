import * as units from '@grafana/grafana-foundation-sdk/units';
import { describe, expect, it } from 'vitest';
import { labelsOf } from '../support/metric-names.ts';
import { readExpression } from '../support/promql.ts';
import { dashboards, expressionsOf, gridsOf, isRow, type Panel, panelsOf } from './support/dashboards.ts';

/** What every dashboard has to have, whoever adds a panel. */

const GRID = 24;
/** `text` and `none` are no quantities; versions are neither. */
const KNOWN_UNITS = new Set<unknown>([...Object.values(units), 'none']);

/** Places in the text of a dashboard that stand for a choice. */
const variablesIn = (text: string) =>
  [...text.matchAll(/(?<!\\)\$(?:\{(\w+)|([A-Za-z_]\w*))/g)].map(([, braced, bare]) => braced ?? bare ?? '');

const overlap = (a: Panel['gridPos'], b: Panel['gridPos']) =>
  a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

const propertiesNamed = ({ fieldConfig }: Panel, id: string): readonly unknown[] =>
  (fieldConfig?.overrides ?? []).flatMap(({ properties }) =>
    properties.filter((property) => property.id === id).map(({ value }) => value),
  );

it('there are dashboards, each with a uid and a title of its own', () => {
  expect(dashboards.length).toBeGreaterThan(0);
  expect(new Set(dashboards.map(({ uid }) => uid)).size).toBe(dashboards.length);
  expect(new Set(dashboards.map(({ title }) => title)).size).toBe(dashboards.length);
  expect(dashboards.filter(({ uid, file }) => file !== `${uid}.json`)).toEqual([]);
});

describe.each(dashboards.map((each) => [each.uid, each] as const))('%s', (_uid, each) => {
  it('states its purpose, refreshes automatically and is not edited by hand', () => {
    expect(each.title).toMatch(/^Contact centre · \w/);
    expect(each.description).toMatch(/\S.{20}/);
    expect(each.refresh).toMatch(/^\d+[sm]$/);
    expect(each.editable).toBe(false);
  });

  it('gives its panels ids of their own and room of their own', () => {
    const ids = [...each.panels.filter(isRow), ...panelsOf(each)].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const grid of gridsOf(each)) {
      for (const [index, { gridPos, title }] of grid.entries()) {
        expect(gridPos.x + gridPos.w, title).toBeLessThanOrEqual(GRID);
        expect(Math.min(gridPos.x, gridPos.y), title).toBeGreaterThanOrEqual(0);
        expect(Math.min(gridPos.w, gridPos.h), title).toBeGreaterThan(0);
        const others = grid.slice(index + 1).filter((other) => overlap(gridPos, other.gridPos));
        expect(others.map((other) => [title, other.title])).toEqual([]);
      }
    }
  });

  it('fills the width of every line', () => {
    for (const grid of gridsOf(each)) {
      const widths = new Map<number, number>();
      for (const { gridPos } of grid) widths.set(gridPos.y, (widths.get(gridPos.y) ?? 0) + gridPos.w);
      expect([...widths].filter(([, width]) => width < GRID - 3)).toEqual([]);
    }
  });

  it.each(panelsOf(each).map((panel) => [panel.title ?? '', panel] as const))(
    '%s has a title, a description, a unit and words for no data',
    (title, panel) => {
      expect(title).toMatch(/^[A-Z]/);
      expect(panel.description).toMatch(/^[A-Z].{15,}\.$/s);
      for (const unit of [panel.fieldConfig?.defaults.unit, ...propertiesNamed(panel, 'unit')])
        expect(String(unit).startsWith('suffix:') || KNOWN_UNITS.has(unit), String(unit)).toBe(true);
      expect(panel.fieldConfig?.defaults.noValue).toMatch(/\S/);
      expect(panel.targets).not.toEqual([]);
    },
  );

  it('dresses only series and columns that there are', () => {
    for (const panel of panelsOf(each)) {
      const names = namesIn(panel);
      const strangers = (panel.fieldConfig?.overrides ?? [])
        .map(({ matcher }) => String(matcher.options))
        .filter((name) => !names.some((pattern) => pattern.test(name)));
      expect(strangers, panel.title).toEqual([]);
    }
  });

  it('asks the data source that is chosen', () => {
    const [first] = each.templating.list;
    expect(first).toMatchObject({ name: 'datasource', label: 'Data source', type: 'datasource' });
    const sources = [
      ...panelsOf(each).flatMap(({ datasource, targets = [] }) => [
        datasource,
        ...targets.map((target) => target.datasource),
      ]),
      ...each.templating.list.filter(({ type }) => type === 'query').map(({ datasource }) => datasource),
      ...each.annotations.list.map(({ datasource }) => datasource),
    ];
    for (const source of sources) expect(source).toEqual({ type: 'prometheus', uid: '$datasource' });
  });

  it('works rates out over $__rate_interval, and shows no counter as it stands', () => {
    for (const { targets = [], title } of panelsOf(each)) {
      for (const { expr } of targets) {
        const ranges = [...expr.matchAll(/(?:i?rate|increase|i?delta)\([^[]*\[([^\]]*)\]/g)].map(
          ([, range]) => range,
        );
        expect(
          ranges.filter((range) => range !== '$__rate_interval' && range !== '$__range'),
          title,
        ).toEqual([]);
        const counters = expr.match(/\w+_(?:total|bucket)\b(?=[{[\s)])/g) ?? [];
        expect(ranges.length, title).toBe(counters.length);
      }
    }
  });

  it('uses every variable that it offers and offers every one that it uses', () => {
    const offered = each.templating.list.map(({ name }) => name);
    const used = new Set(
      [
        ...expressionsOf(each).map(({ expr }) => expr),
        '$datasource',
        ...each.panels.map(({ title = '' }) => title),
        ...each.links.map(({ url }) => url),
      ]
        .flatMap(variablesIn)
        .filter((name) => !name.startsWith('__')),
    );
    expect([...used].sort()).toEqual([...offered].sort());
  });

  it('is of no tenant in particular', () => {
    for (const { where, expr } of expressionsOf(each)) {
      const chosen = [...expr.matchAll(/\btenant(=~?|!=|!~)"([^"]*)"/g)].map(([, , value]) => value);
      expect(
        chosen.filter((value) => !/^\$tenant\|?$/.test(value ?? '')),
        where,
      ).toEqual([]);
    }
    expect(each.text).not.toMatch(/acme|globex|initech|umbrella/i);
  });

  it('leaves no tenant in that was not chosen', () => {
    for (const { targets = [], title } of panelsOf(each)) {
      const unfiltered = targets
        .flatMap(({ expr }) => readExpression(withRanges(expr)).selectors)
        .filter(({ metric, labels }) => labelsOf(metric)?.includes('tenant') && !labels.includes('tenant'));
      expect(unfiltered, title).toEqual([]);
    }
  });

  it('leads to dashboards and variables that there are', () => {
    const links = [
      ...each.links.map(({ url }) => url),
      ...[...each.text.matchAll(/"url": "([^"]*\/d\/(?:[^"\\]|\\.)*)"/g)].map(([, url = '']) => url),
    ].filter((url) => url.startsWith('/'));
    expect(links.length).toBeGreaterThanOrEqual(dashboards.length - 1);
    for (const link of links) {
      const { pathname, searchParams } = new URL(link.replaceAll('\\"', '"'), 'http://grafana');
      const target = dashboards.find(({ uid }) => pathname === `/d/${uid}`);
      expect(target, link).toBeDefined();
      const variables = [...searchParams.keys()].filter((name) => name.startsWith('var-'));
      const known = target?.templating.list.map(({ name }) => `var-${name}`) ?? [];
      expect(
        variables.filter((name) => !known.includes(name)),
        link,
      ).toEqual([]);
    }
  });

  it('gives the query of each panel a name of its own', () => {
    for (const { targets = [], title } of panelsOf(each)) {
      expect(new Set(targets.map(({ refId }) => refId)).size, title).toBe(targets.length);
    }
  });

  it('has no row without panels', () => {
    const empty = each.panels.filter(
      (row, index) => isRow(row) && !row.panels?.length && isRow(each.panels[index + 1] ?? row),
    );
    expect(empty.map(({ title }) => title)).toEqual([]);
  });
});

/** The grammar knows no variables in the place of a duration. */
function withRanges(expr: string): string {
  return expr.replaceAll('[$__range:$__interval]', '[1h:5m]').replaceAll(/\[\$\w+\]/g, '[5m]');
}

/** What series and columns of a panel may be called. */
function namesIn({ targets = [], transformations = [] }: Panel): readonly RegExp[] {
  const fixed = transformations.flatMap(({ options }) => {
    const { renameByName = {}, alias } = options as {
      renameByName?: Readonly<Record<string, string>>;
      alias?: string;
    };
    return [...Object.values(renameByName), ...(alias === undefined ? [] : [alias])];
  });
  const legends = transformations.length > 0 ? [] : targets.map(({ legendFormat }) => legendFormat);
  return [...fixed, ...legends].map(asPattern);
}

function asPattern(name: string): RegExp {
  const parts = name.split(/\{\{\w+\}\}/).map((part) => part.replaceAll(/[.*+?^$()[\]{}|\\/]/g, '\\$&'));
  return new RegExp(`^${parts.join('.+')}$`);
}
