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
import { describe, type PanelOptions } from './panel.ts';
import { NEUTRAL } from './thresholds.ts';

/** Panels that show the present: the last answer alone, so that a figure that is gone is not shown any longer. */

const present = (options: PanelOptions): PanelOptions => ({
  thresholds: NEUTRAL,
  ...options,
  queries: options.queries.map((query) => ({ ...query, instant: true })),
});

const lastOnly = () => new ReduceDataOptionsBuilder().calcs(['lastNotNull']).fields('').values(false);

const byThresholds = () => new FieldColorBuilder().mode(FieldColorModeId.Thresholds);

/** Big figures, coloured only when somebody ought to look. */
export function stat(options: PanelOptions & { readonly named?: boolean }): StatBuilder {
  return describe(new StatBuilder(), present(options))
    .colorScheme(byThresholds())
    .colorMode(
      options.thresholds || options.mappings ? BigValueColorMode.Background : BigValueColorMode.Value,
    )
    .graphMode(BigValueGraphMode.None)
    .textMode(options.named ? BigValueTextMode.ValueAndName : BigValueTextMode.Value)
    .reduceOptions(lastOnly());
}

/** A ranking: one bar a series, longest names at the left. */
export function ranking(options: PanelOptions & { readonly colour?: string }): BarGaugeBuilder {
  const builder = describe(new BarGaugeBuilder(), present(options))
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
