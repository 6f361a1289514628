import { describe, expect, it } from 'vitest';
import { problems } from '../support/metric-names.ts';
import { readExpression } from '../support/promql.ts';
import { dashboards, expressionsOf, panelsOf } from './support/dashboards.ts';
import { filledIn } from './support/variables.ts';

/** Anything will do in the place of a choice: only the names are looked at. */
const CHOICE = {
  tenant: '.+',
  queue: '.+',
  media: '.+',
  channel: '.+',
  job: '.+',
  instance: '.+',
};

const expressions = dashboards.flatMap((each) =>
  expressionsOf(each).map(({ where, expr }) => [each.uid, where, filledIn(expr, CHOICE)] as const),
);

describe('PromQL in the dashboards', () => {
  it.each(expressions)('%s: %s reads only what the exporter has', (_uid, _where, expr) => {
    expect(problems(expr)).toEqual([]);
    expect(readExpression(expr).selectors).not.toEqual([]);
  });
});

/** Figures that are a number of queues. */
const NUMBERS_OF_QUEUES = [
  'Queues in breach',
  'Queues at risk',
  'Queues unattended',
  'Queues in breach and at risk',
  'Queues over budget',
];

describe('a number of queues', () => {
  it.each(NUMBERS_OF_QUEUES)('%s: counts each queue once, not each of its media', (title) => {
    const panels = dashboards.flatMap(panelsOf).filter((panel) => panel.title === title);
    const asked = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
    expect(asked).not.toEqual([]);
    for (const expr of asked) expect(expr).toMatch(/^sum \(max by \(tenant, queue_id\) \(/);
  });
});
