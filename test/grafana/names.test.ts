import { describe, expect, it } from 'vitest';
import { problems } from '../support/metric-names.ts';
import { readExpression } from '../support/promql.ts';
import { dashboards, expressionsOf } from './support/dashboards.ts';
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
