import { PanelBuilder as BarChartBuilder } from '@grafana/grafana-foundation-sdk/barchart';
import {
  AxisPlacement,
  GraphDrawStyle,
  HeatmapCellLayout,
  LegendDisplayMode,
  LegendPlacement,
  LineInterpolation,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizOrientation,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import {
  PanelBuilder as HeatmapBuilder,
  HeatmapColorMode,
  HeatmapColorOptionsBuilder,
  HeatmapColorScale,
  HeatmapTooltipBuilder,
  RowsHeatmapOptionsBuilder,
  YAxisConfigBuilder,
} from '@grafana/grafana-foundation-sdk/heatmap';
import { PanelBuilder as StateTimelineBuilder } from '@grafana/grafana-foundation-sdk/statetimeline';
import { PanelBuilder as TimeSeriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { describe, type PanelOptions } from './panel.ts';
import { COUNT, DURATION, FACTOR, PER_SECOND, RATIO } from './units.ts';

/** Panels that show how something went. */

export interface TimeSeriesOptions extends PanelOptions {
  readonly stacked?: boolean;
  /** The axis reaches down to this at least, and further where the data does. Default 0. */
  readonly axisFrom?: number;
}

/** The axis reaches up to this at least: without it, Grafana draws 0 alone on an axis that goes up to 10000 %. */
const AXIS_TO: Readonly<Record<string, number>> = {
  [COUNT]: 5,
  [RATIO]: 0.1,
  [DURATION]: 60,
  [FACTOR]: 1,
  [PER_SECOND]: 1,
};

export function timeSeries(options: TimeSeriesOptions): TimeSeriesBuilder {
  const { stacked = false, axisFrom = 0, unit, max } = options;
  const axisTo = max ?? AXIS_TO[unit];
  const builder = describe(new TimeSeriesBuilder(), options)
    .drawStyle(GraphDrawStyle.Line)
    .lineInterpolation(LineInterpolation.StepAfter)
    .lineWidth(stacked ? 0 : 2)
    .fillOpacity(stacked ? 80 : 0)
    .showPoints(VisibilityMode.Auto)
    .spanNulls(false)
    .axisSoftMin(axisFrom)
    .legend(legend())
    .tooltip(tooltip());
  if (axisTo !== undefined) builder.axisSoftMax(axisTo);
  if (stacked) builder.stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group('A'));
  return builder;
}

const legend = () =>
  new VizLegendOptionsBuilder()
    .showLegend(true)
    .displayMode(LegendDisplayMode.List)
    .placement(LegendPlacement.Bottom)
    .calcs([]);

const tooltip = () =>
  new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending);

/** One band a series, whose colour and word show the state. */
export function states(options: PanelOptions): StateTimelineBuilder {
  return describe(new StateTimelineBuilder(), options)
    .showValue(VisibilityMode.Auto)
    .mergeValues(true)
    .rowHeight(0.8)
    .fillOpacity(80)
    .lineWidth(0)
    .legend(legend());
}

/** Buckets of a histogram through time; the unit is that of the buckets' bounds. */
export function heatMap(options: PanelOptions): HeatmapBuilder {
  return describe(new HeatmapBuilder(), options)
    .calculate(false)
    .color(
      new HeatmapColorOptionsBuilder()
        .mode(HeatmapColorMode.Scheme)
        .scheme('Viridis')
        .fill(fillOfOtherMode)
        .scale(HeatmapColorScale.Exponential)
        .exponent(0.5)
        .steps(64)
        .reverse(false),
    )
    .rowsFrame(new RowsHeatmapOptionsBuilder().layout(HeatmapCellLayout.Auto))
    .yAxis(new YAxisConfigBuilder().unit(options.unit).axisPlacement(AxisPlacement.Left))
    .cellGap(1)
    .showValue(VisibilityMode.Never)
    .tooltip(
      new HeatmapTooltipBuilder().mode(TooltipDisplayMode.Single).yHistogram(true).showColorScale(true),
    )
    .showLegend();
}

/** Grafana asks for it in every mode and uses it in one. */
const fillOfOtherMode = 'dark-blue';

export interface BarChartOptions extends PanelOptions {
  /** The field whose values stand below the bars. */
  readonly across: string;
  readonly stacked?: boolean;
}

/** Bars side by side or upon each other, for each value of a field. */
export function barChart(options: BarChartOptions): BarChartBuilder {
  const { across, stacked = false } = options;
  return describe(new BarChartBuilder(), options)
    .xField(across)
    .orientation(VizOrientation.Auto)
    .stacking(stacked ? StackingMode.Normal : StackingMode.None)
    .showValue(VisibilityMode.Never)
    .barWidth(0.9)
    .groupWidth(0.8)
    .fillOpacity(80)
    .lineWidth(0)
    .axisSoftMin(0)
    .legend(legend())
    .tooltip(tooltip());
}
