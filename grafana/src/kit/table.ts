import type {
  DataTransformerConfig,
  DynamicConfigValue,
  ValueMapping,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table';
import { ROW_TO_QUEUE } from './links.ts';
import { describe, type Link, type PanelOptions } from './panel.ts';
import { NEUTRAL, type Steps } from './thresholds.ts';

/** A table of what is so now. Each column of figures has a query of its own; rows are matched by the labels they share. */
export interface TableOptions extends Omit<PanelOptions, 'queries' | 'unit' | 'transformations'> {
  readonly labels: readonly LabelColumn[];
  readonly figures: readonly FigureColumn[];
  /** Title of the column that the rows are ordered by. */
  readonly sort?: { readonly by: string; readonly descending: boolean };
}

export interface LabelColumn {
  readonly label: string;
  readonly title: string;
  /** It is there for links, and not to be seen. */
  readonly hidden?: boolean;
  readonly width?: number;
  readonly link?: Link;
  readonly mappings?: ValueMapping[];
}

/** Whose row it is, where each queue has one; the hidden id is what the link needs. */
export const QUEUE_COLUMNS: readonly LabelColumn[] = [
  { label: 'queue', title: 'Queue', link: ROW_TO_QUEUE },
  { label: 'tenant', title: 'Tenant', width: 110 },
  { label: 'media', title: 'Media', width: 90 },
  { label: 'queue_id', title: 'Queue id', hidden: true },
];

export interface FigureColumn {
  readonly title: string;
  readonly expr: string;
  readonly unit: string;
  readonly decimals?: number;
  readonly width?: number;
  readonly min?: number;
  readonly max?: number;
  readonly thresholds?: Steps;
  readonly mappings?: ValueMapping[];
  /** How the figure is shown: coloured ground, or a bar from `min` to `max`. Default plain text. */
  readonly cell?: 'background' | 'bar';
  /** It is there for its labels or for the order of the rows, and not to be seen. */
  readonly dropped?: boolean;
}

export function table(options: TableOptions): TableBuilder {
  const { labels, figures, sort } = options;
  const transformations: DataTransformerConfig[] = [{ id: 'merge', options: {} }];
  const sorted = figures.find(({ title }) => title === sort?.by);
  if (sort && sorted) {
    const field = fieldOf(sorted, figures);
    transformations.push({ id: 'sortBy', options: { sort: [{ field, desc: sort.descending }] } });
  }
  transformations.push(arrangement(labels, figures));
  const queries = figures.map(({ title, expr }) => ({
    expr,
    refId: refIdOf(title),
    format: 'table' as const,
    instant: true,
  }));
  const builder = describe(new TableBuilder(), {
    thresholds: NEUTRAL,
    ...options,
    unit: 'short',
    queries,
    transformations,
  }).filterable(true);
  for (const column of labels) builder.overrideByName(column.title, labelProperties(column));
  for (const column of figures) {
    if (!column.dropped) builder.overrideByName(column.title, figureProperties(column));
  }
  return builder;
}

/** Order and titles of the columns; the overrides speak of the titles. */
function arrangement(
  labels: readonly LabelColumn[],
  figures: readonly FigureColumn[],
): DataTransformerConfig {
  const columns = [
    ...labels.map(({ label, title }) => ({ field: label, title, dropped: false })),
    ...figures.map((column) => ({
      field: fieldOf(column, figures),
      title: column.title,
      dropped: column.dropped ?? false,
    })),
  ];
  const kept = columns.filter(({ dropped }) => !dropped);
  return {
    id: 'organize',
    options: {
      excludeByName: Object.fromEntries([
        ['Time', true],
        ...columns.filter(({ dropped }) => dropped).map(({ field }) => [field, true]),
      ]),
      indexByName: Object.fromEntries(kept.map(({ field }, index) => [field, index])),
      renameByName: Object.fromEntries(kept.map(({ field, title }) => [field, title])),
    },
  };
}

/** Grafana names the values after their query when there is more than one. */
function fieldOf({ title }: FigureColumn, figures: readonly FigureColumn[]): string {
  return figures.length > 1 ? `Value #${refIdOf(title)}` : 'Value';
}

function refIdOf(title: string): string {
  return title.toLowerCase().replaceAll(/\W+/g, '_');
}

/** In a cell, where the panel's own words for an empty table would be too many. */
const UNKNOWN: DynamicConfigValue = { id: 'noValue', value: '–' };

function labelProperties({ hidden, width, link, mappings }: LabelColumn): DynamicConfigValue[] {
  const properties = [UNKNOWN];
  // The one is what Grafana 12 and later read, the other what came before.
  if (hidden)
    properties.push({ id: 'custom.hideFrom.viz', value: true }, { id: 'custom.hidden', value: true });
  if (width) properties.push({ id: 'custom.width', value: width });
  if (link) properties.push({ id: 'links', value: [link] });
  if (mappings) {
    properties.push({ id: 'mappings', value: mappings });
    properties.push({ id: 'custom.cellOptions', value: { type: 'color-text' } });
  }
  return properties;
}

function figureProperties(column: FigureColumn): DynamicConfigValue[] {
  const { unit, decimals, width, min, max, thresholds, mappings, cell } = column;
  const properties: DynamicConfigValue[] = [UNKNOWN, { id: 'unit', value: unit }];
  if (decimals !== undefined) properties.push({ id: 'decimals', value: decimals });
  if (width) properties.push({ id: 'custom.width', value: width });
  if (min !== undefined) properties.push({ id: 'min', value: min });
  if (max !== undefined) properties.push({ id: 'max', value: max });
  if (thresholds) {
    properties.push({ id: 'thresholds', value: { mode: 'absolute', steps: thresholds } });
    properties.push({ id: 'color', value: { mode: 'thresholds' } });
  }
  if (mappings) properties.push({ id: 'mappings', value: mappings });
  if (cell === 'background') {
    properties.push({ id: 'custom.cellOptions', value: { type: 'color-background', mode: 'basic' } });
  }
  if (cell === 'bar') {
    properties.push({
      id: 'custom.cellOptions',
      value: { type: 'gauge', mode: 'basic', valueDisplayMode: 'text' },
    });
  }
  return properties;
}
