import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';

/** The committed dashboards, read back as Grafana reads them. */

export const GRAFANA_FOLDER = join(import.meta.dirname, '../../../grafana');

const reference = z.object({ type: z.string(), uid: z.string() });

/** Anything else hides a control in a menu. */
const inSight = z.undefined().optional();

const target = z.object({
  refId: z.string(),
  expr: z.string(),
  format: z.string(),
  legendFormat: z.string(),
  interval: z.string().optional(),
  instant: z.boolean().optional(),
  range: z.boolean().optional(),
  datasource: reference,
});

const panel = z.object({
  id: z.int(),
  type: z.string(),
  title: z.string().optional(),
  description: z.string().optional(),
  repeat: z.string().optional(),
  options: z.record(z.string(), z.unknown()).optional(),
  collapsed: z.boolean().optional(),
  gridPos: z.object({ x: z.int(), y: z.int(), w: z.int(), h: z.int() }),
  datasource: reference.optional(),
  targets: z.array(target).optional(),
  transformations: z.array(z.object({ id: z.string(), options: z.unknown() })).optional(),
  fieldConfig: z
    .object({
      defaults: z.object({
        custom: z.unknown().optional(),
        unit: z.string().optional(),
        noValue: z.string().optional(),
        thresholds: z.object({ steps: z.array(z.object({ color: z.string() })) }).optional(),
        mappings: z.array(z.unknown()).optional(),
      }),
      overrides: z.array(
        z.object({
          matcher: z.object({ id: z.string(), options: z.unknown() }),
          properties: z.array(z.object({ id: z.string(), value: z.unknown() })),
        }),
      ),
    })
    .optional(),
});

/** A row that is folded up holds its panels. */
const panelOrRow = panel.extend({ panels: z.array(panel).optional() });

const variable = z.object({
  name: z.string(),
  label: z.string(),
  type: z.enum(['datasource', 'query', 'textbox']),
  query: z.union([z.string(), z.object({ query: z.string() })]),
  datasource: reference.optional(),
  multi: z.boolean().default(false),
  includeAll: z.boolean().default(false),
  hide: z.number().optional(),
  allValue: z.string().optional(),
  regex: z.string().optional(),
});

const dashboard = z.object({
  uid: z.string(),
  title: z.string(),
  description: z.string(),
  editable: z.boolean(),
  refresh: z.string(),
  time: z.object({ from: z.string(), to: z.string() }),
  panels: z.array(panelOrRow),
  templating: z.object({ list: z.array(variable) }),
  annotations: z.object({
    list: z.array(
      z.object({
        name: z.string(),
        expr: z.string(),
        step: z.string(),
        titleFormat: z.string(),
        datasource: reference,
        placement: inSight,
      }),
    ),
  }),
  links: z.array(
    z.object({ title: z.string(), url: z.string(), includeVars: z.boolean(), placement: inSight }),
  ),
});

export type Target = z.infer<typeof target>;
export type Panel = z.infer<typeof panel>;
export type Variable = z.infer<typeof variable>;
export interface Dashboard extends z.infer<typeof dashboard> {
  readonly file: string;
  /** As it is in the file. */
  readonly text: string;
}

export const dashboards: readonly Dashboard[] = globSync(join(GRAFANA_FOLDER, 'dashboards/*.json'))
  .sort()
  .map((file) => {
    const text = readFileSync(file, 'utf8');
    return { ...dashboard.parse(JSON.parse(text)), file: basename(file), text };
  });

export const isRow = ({ type }: Panel): boolean => type === 'row';

/** Those in folded rows included. */
export const panelsOf = ({ panels }: Dashboard): readonly Panel[] =>
  panels.flatMap((each) => (isRow(each) ? (each.panels ?? []) : [each]));

/** Panels that lie in one grid: those of the page, and those of each folded row. */
export const gridsOf = ({ panels }: Dashboard): readonly (readonly Panel[])[] => [
  panels,
  ...panels.flatMap((row) => (row.panels === undefined || row.panels.length === 0 ? [] : [row.panels])),
];

/** Everything that a dashboard asks Prometheus, by where it asks it. */
export function expressionsOf(each: Dashboard): readonly { readonly where: string; readonly expr: string }[] {
  return [
    ...panelsOf(each).flatMap(({ title, type, targets = [] }) =>
      targets.map(({ refId, expr }) => ({
        where: `${title} (${refId})`,
        expr: type === 'table' ? figureIn(expr) : expr,
      })),
    ),
    ...each.annotations.list.map(({ name, expr }) => ({ where: `annotation ${name}`, expr })),
    ...each.templating.list.flatMap((variable) => {
      const expr = expressionOf(variable);
      return expr === undefined ? [] : [{ where: `variable ${variable.name}`, expr }];
    }),
  ];
}

/** The query of a column without what keeps the labels of the table's rows: not every figure has all of them. */
function figureIn(expr: string): string {
  const [, figure] = /^max by \([\w, ]+\) \((.*)\)$/s.exec(expr) ?? [];
  if (figure === undefined) throw new Error(`keeps labels that rows do not have: ${expr}`);
  return figure;
}

/** The PromQL that lists a variable's values: Grafana's own functions around it are left away. */
export function expressionOf({ query }: Variable): string | undefined {
  if (typeof query === 'string') return undefined;
  const [, selector, label] = /^label_values\((.*), (\w+)\)$/s.exec(query.query) ?? [];
  // Grafana asks for the values in the time shown.
  if (selector !== undefined) return `group by (${label}) (last_over_time(${selector}[5m]))`;
  const [, expr] = /^query_result\((.*)\)$/s.exec(query.query) ?? [];
  if (expr !== undefined) return expr;
  throw new Error(`not understood: ${query.query}`);
}
