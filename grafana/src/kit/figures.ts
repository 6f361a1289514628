import { PanelBuilder as BarGaugeBuilder } from '@grafana/grafana-foundation-sdk/bargauge';
import {
  BarGaugeDisplayMode,
  BarGaugeNamePlacement,
  BarGaugeValueMode,
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  ReduceDataOptionsBuilder,
  VizOrientation,
} from '@grafana/grafana-foundation-sdk/common';
import { FieldColorBuilder, FieldColorModeId } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { QUIET, TEXT } from './colours.ts';
import { describe, type PanelOptions } from './panel.ts';
import { OVER_WINDOW, REPORTING, withReporting, withWindow } from './promql.ts';
import { NEUTRAL, noneMeans, unknownIs } from './thresholds.ts';

interface None {
  /** The words where the query gives NONE: there was nothing to work the figure out from. */
  readonly none?: string;
}

export interface StatOptions extends PanelOptions, None {
  /** Shows the name of each series below its value. */
  readonly named?: boolean;
}

/** Panels that show the present: the last answer alone, so that a figure that is gone is not shown any longer. */

/** `quiet` is the colour of what is not judged: unknown, and where there was nothing to judge. */
const present = (options: PanelOptions & None, quiet: string): PanelOptions => ({
  thresholds: NEUTRAL,
  ...options,
  mappings: [
    ...(options.mappings ?? []),
    ...(options.none === undefined ? [] : noneMeans(options.none, quiet)),
    unknownIs(quiet),
  ],
  queries: options.queries.map((query) => ({ ...query, instant: true })),
});

const lastOnly = () => new ReduceDataOptionsBuilder().calcs(['lastNotNull']).fields('').values(false);

const byThresholds = () => new FieldColorBuilder().mode(FieldColorModeId.Thresholds);

/** Big figures, on a coloured ground only when they need attention. */
export function stat(options: StatOptions): StatBuilder {
  const coloured = options.thresholds !== undefined || options.mappings !== undefined;
  return describe(new StatBuilder(), present(options, coloured ? QUIET : TEXT))
    .colorScheme(byThresholds())
    .colorMode(coloured ? BigValueColorMode.BackgroundSolid : BigValueColorMode.Value)
    .graphMode(BigValueGraphMode.None)
    .wideLayout(false)
    .textMode(options.named ? BigValueTextMode.ValueAndName : BigValueTextMode.Value)
    .reduceOptions(lastOnly());
}

/** A figure over several tenants: below it, how many of them it holds. */
export function total(
  options: Omit<StatOptions, 'queries' | 'named'> & {
    readonly figure: string;
    /** The series that it is made of, with the label `tenant`. */
    readonly parts: string;
    /** Name below the figure. Default: how many tenants it holds. */
    readonly name?: string;
    /** Whether the figure is one over the rolling window, whose length its name then gives too. */
    readonly isOverWindow?: boolean;
  },
): StatBuilder {
  const { figure, parts, isOverWindow = false, name = isOverWindow ? OVER_WINDOW : REPORTING } = options;
  const expr = isOverWindow ? withReporting(withWindow(figure), parts, 'over') : withReporting(figure, parts);
  return stat({
    ...options,
    named: true,
    queries: [{ expr, legend: name }],
  });
}

/** A ranking: one bar a series, longest names at the left. */
export function ranking(options: PanelOptions & { readonly colour?: string }): BarGaugeBuilder {
  const builder = describe(new BarGaugeBuilder(), present(options, TEXT))
    .displayMode(BarGaugeDisplayMode.Basic)
    .orientation(VizOrientation.Horizontal)
    .valueMode(BarGaugeValueMode.Text)
    .namePlacement(BarGaugeNamePlacement.Left)
    .showUnfilled(true)
    .minVizHeight(18)
    .reduceOptions(lastOnly());
  const { colour } = options;
  return colour
    ? builder.colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Fixed).fixedColor(colour))
    : builder.colorScheme(byThresholds());
}
