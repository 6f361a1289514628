import type {
  DataTransformerConfig,
  DynamicConfigValue,
  ValueMapping,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table';
import { QUIET, TEXT } from './colours.ts';
import { ROW_TO_QUEUE } from './links.ts';
import { describe, type Link, type PanelOptions } from './panel.ts';
import { NEUTRAL, type Steps, unknownIs } from './thresholds.ts';
import { COUNT } from './units.ts';

/** A table of what is so now. Each column of figures has a query of its own; rows are matched by the labels they share. */
export interface TableOptions extends Omit<PanelOptions, 'queries' | 'unit' | 'transformations'> {
  /** The labels that a row is identified by, and those that describe it. */
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
  /** Whether the mappings' colours are the cell's ground. */
  readonly coloured?: boolean;
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
    expr: withLabelsOnly(labels, expr),
    refId: refIdOf(title),
    format: 'table' as const,
    instant: true,
  }));
  const builder = describe(new TableBuilder(), {
    thresholds: NEUTRAL,
    ...options,
    unit: COUNT,
    queries,
    transformations,
  });
  for (const column of labels) builder.overrideByName(column.title, labelProperties(column));
  for (const column of figures) {
    if (!column.dropped) builder.overrideByName(column.title, figureProperties(column));
  }
  return builder;
}

/** Rows are joined by the labels that they share: any other label, such as the name of a series, tears them apart. */
function withLabelsOnly(labels: readonly LabelColumn[], expr: string): string {
  return `max by (${labels.map(({ label }) => label).join(', ')}) (${expr})`;
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

/** A title of two words may take two lines rather than be cut. */
const WRAPPED_HEADER: DynamicConfigValue = { id: 'custom.wrapHeaderText', value: true };

/** Of the columns that share what room there is; Grafana's own would push others out of the panel. Pixels. */
const LEAST_WIDTH = 90;

const widthOf = (width: number | undefined): DynamicConfigValue =>
  width === undefined ? { id: 'custom.minWidth', value: LEAST_WIDTH } : { id: 'custom.width', value: width };

const COLOURED_GROUND = { type: 'color-background', mode: 'basic' };

function labelProperties(column: LabelColumn): DynamicConfigValue[] {
  const { hidden, width, link, mappings, coloured } = column;
  const properties: DynamicConfigValue[] = [
    UNKNOWN,
    WRAPPED_HEADER,
    { id: 'custom.filterable', value: true },
  ];
  // The one is what Grafana 12 and later read, the other what came before.
  if (hidden)
    properties.push({ id: 'custom.hideFrom.viz', value: true }, { id: 'custom.hidden', value: true });
  properties.push(widthOf(width));
  if (link) properties.push({ id: 'links', value: [link] });
  if (mappings) properties.push({ id: 'mappings', value: mappings });
  if (coloured) properties.push({ id: 'custom.cellOptions', value: COLOURED_GROUND });
  return properties;
}

function figureProperties(column: FigureColumn): DynamicConfigValue[] {
  const { unit, decimals, width, min, max, thresholds, mappings, cell } = column;
  const properties: DynamicConfigValue[] = [UNKNOWN, WRAPPED_HEADER, { id: 'unit', value: unit }];
  if (decimals !== undefined) properties.push({ id: 'decimals', value: decimals });
  properties.push(widthOf(width));
  if (min !== undefined) properties.push({ id: 'min', value: min });
  if (max !== undefined) properties.push({ id: 'max', value: max });
  if (thresholds) {
    properties.push({ id: 'thresholds', value: { mode: 'absolute', steps: thresholds } });
    properties.push({ id: 'color', value: { mode: 'thresholds' } });
  }
  properties.push({
    id: 'mappings',
    value: [...(mappings ?? []), unknownIs(cell === 'background' ? QUIET : TEXT)],
  });
  if (cell === 'background') properties.push({ id: 'custom.cellOptions', value: COLOURED_GROUND });
  if (cell === 'bar') {
    properties.push({
      id: 'custom.cellOptions',
      value: { type: 'gauge', mode: 'basic', valueDisplayMode: 'text' },
    });
  }
  return properties;
}
