import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import type {
  DashboardLink,
  DataSourceRef,
  DataTransformerConfig,
  DynamicConfigValue,
  Panel,
  ThresholdsConfig,
  ValueMapping,
} from '@grafana/grafana-foundation-sdk/dashboard';
import {
  DashboardLinkBuilder,
  DashboardLinkType,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DATASOURCE, type Query, targets } from './query.ts';
import type { Steps } from './thresholds.ts';

/** What all panels have in common. */
export interface PanelOptions {
  readonly title: string;
  /** For a viewer who sees it for the first time: what it shows, of what, and what to make of it. */
  readonly description: string;
  /** One of `units.ts`, or another that Grafana has. */
  readonly unit: string;
  readonly queries: readonly Query[];
  /** Shown in place of an unknown figure. Unknown is never shown as 0. */
  readonly noValue?: string;
  readonly decimals?: number;
  readonly min?: number;
  readonly max?: number;
  readonly thresholds?: Steps;
  readonly mappings?: ValueMapping[];
  readonly transformations?: readonly DataTransformerConfig[];
  /** Where a click on a figure leads. */
  readonly links?: readonly Link[];
  /** How single series look, by their names. */
  readonly looks?: Readonly<Record<string, Look>>;
  /** Up to how many points a query may give; by default as many as there is room for. */
  readonly maxDataPoints?: number;
}

export interface Look {
  /** What it is called in the place of its name. */
  readonly title?: string;
  readonly colour?: string;
  /** A limit rather than a measurement. */
  readonly dashed?: boolean;
  /** A state that holds or not: an area without a line. */
  readonly area?: boolean;
  /** Measured in another unit, on an axis at the right. */
  readonly rightAxisUnit?: string;
}

export interface Link {
  readonly title: string;
  readonly url: string;
}

/** What the SDK's panel builders have in common; it has no name for it itself. */
interface PanelBuilder extends Builder<Panel> {
  title(title: string): this;
  description(description: string): this;
  datasource(datasource: DataSourceRef): this;
  targets(targets: Builder<Dataquery>[]): this;
  transformations(transformations: DataTransformerConfig[]): this;
  unit(unit: string): this;
  noValue(text: string): this;
  decimals(decimals: number): this;
  min(min: number): this;
  max(max: number): this;
  mappings(mappings: ValueMapping[]): this;
  thresholds(thresholds: Builder<ThresholdsConfig>): this;
  dataLinks(links: Builder<DashboardLink>[]): this;
  maxDataPoints(points: number): this;
  overrideByName(name: string, properties: DynamicConfigValue[]): this;
}

export function describe<B extends PanelBuilder>(builder: B, options: PanelOptions): B {
  const { title, description, unit, queries, noValue = 'No data', decimals, min, max } = options;
  builder.title(title).description(description).datasource(DATASOURCE).targets(targets(queries));
  builder.unit(unit).noValue(noValue);
  if (decimals !== undefined) builder.decimals(decimals);
  if (min !== undefined) builder.min(min);
  if (max !== undefined) builder.max(max);
  if (options.mappings) builder.mappings(options.mappings);
  if (options.thresholds) builder.thresholds(thresholds(options.thresholds));
  if (options.transformations) builder.transformations([...options.transformations]);
  if (options.links) builder.dataLinks(options.links.map(dataLink));
  if (options.maxDataPoints) builder.maxDataPoints(options.maxDataPoints);
  for (const [name, look] of Object.entries(options.looks ?? {})) {
    builder.overrideByName(name, propertiesOf(look));
  }
  return builder;
}

function propertiesOf({ title, colour, dashed, area, rightAxisUnit }: Look): DynamicConfigValue[] {
  const properties: DynamicConfigValue[] = [];
  if (title) properties.push({ id: 'displayName', value: title });
  if (colour) properties.push({ id: 'color', value: { mode: 'fixed', fixedColor: colour } });
  if (dashed) {
    properties.push({ id: 'custom.lineStyle', value: { fill: 'dash', dash: [8, 8] } });
    properties.push({ id: 'custom.fillOpacity', value: 0 });
  }
  if (area) {
    properties.push({ id: 'custom.lineWidth', value: 0 });
    properties.push({ id: 'custom.fillOpacity', value: 25 });
  }
  if (rightAxisUnit) {
    properties.push({ id: 'unit', value: rightAxisUnit });
    properties.push({ id: 'custom.axisPlacement', value: 'right' });
  }
  return properties;
}

function thresholds(steps: Steps): ThresholdsConfigBuilder {
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([...steps]);
}

function dataLink({ title, url }: Link): DashboardLinkBuilder {
  return new DashboardLinkBuilder(title).type(DashboardLinkType.Link).url(url);
}
