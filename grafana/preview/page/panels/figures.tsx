import {
  type DataFrame,
  type FieldDisplay,
  getDisplayValueAlignmentFactors,
  getFieldDisplayValues,
  VizOrientation,
} from '@grafana/data';
import type {
  BarGaugeDisplayMode,
  BarGaugeNamePlacement,
  BarGaugeValueMode,
  BigValueColorMode,
  BigValueGraphMode,
  BigValueJustifyMode,
  BigValueTextMode,
  ReduceDataOptions,
} from '@grafana/schema';
import { BarGauge, BigValue, VizRepeater } from '@grafana/ui';
import { withDefaults } from '../panel-data.ts';
import { theme } from '../theme.ts';
import type { Drawing } from './drawing.ts';

/** Stat panels and bar gauges: Grafana's own components, put together as its plugins do it. */

interface StatOptions {
  readonly reduceOptions: ReduceDataOptions;
  readonly textMode: BigValueTextMode;
  readonly wideLayout: boolean;
  readonly colorMode: BigValueColorMode;
  readonly graphMode: BigValueGraphMode;
  readonly justifyMode: BigValueJustifyMode;
}

interface BarGaugeOptions {
  readonly reduceOptions: ReduceDataOptions;
  readonly orientation: VizOrientation;
  readonly displayMode: BarGaugeDisplayMode;
  readonly valueMode: BarGaugeValueMode;
  readonly namePlacement: BarGaugeNamePlacement;
  readonly showUnfilled: boolean;
  readonly minVizWidth: number;
  readonly minVizHeight: number;
  readonly maxVizHeight: number;
}

const BETWEEN_STATS = 3;
const BETWEEN_BARS = 10;

const valuesOf = (panel: Drawing['panel'], frames: DataFrame[], reduceOptions: ReduceDataOptions) => () =>
  getFieldDisplayValues({
    fieldConfig: withDefaults(panel),
    reduceOptions,
    replaceVariables: (text: string) => text,
    theme,
    data: frames,
    timeZone: 'browser',
  });

/** Grafana shows the name of a single figure only where the panel asks for it. */
const NAMED: readonly string[] = ['value_and_name', 'name'];

export function Stat({ panel, frames, width, height }: Drawing) {
  const options = panel.options as unknown as StatOptions;
  return (
    <VizRepeater<FieldDisplay, ReturnType<typeof getDisplayValueAlignmentFactors>>
      getValues={valuesOf(panel, frames, options.reduceOptions)}
      getAlignmentFactors={getDisplayValueAlignmentFactors}
      source={frames}
      renderCounter={0}
      width={width}
      height={height}
      autoGrid
      orientation={VizOrientation.Auto}
      itemSpacing={BETWEEN_STATS}
      renderValue={({ value, count, ...size }) => (
        <BigValue
          {...size}
          count={count}
          value={
            count === 1 && !NAMED.includes(options.textMode)
              ? { ...value.display, title: undefined }
              : value.display
          }
          colorMode={options.colorMode}
          graphMode={options.graphMode}
          justifyMode={options.justifyMode}
          textMode={options.textMode}
          disableWideLayout={!options.wideLayout}
          theme={theme}
        />
      )}
    />
  );
}

export function Ranking({ panel, frames, width, height }: Drawing) {
  const { reduceOptions, ...options } = panel.options as unknown as BarGaugeOptions;
  return (
    <VizRepeater<FieldDisplay, ReturnType<typeof getDisplayValueAlignmentFactors>>
      getValues={valuesOf(panel, frames, reduceOptions)}
      getAlignmentFactors={getDisplayValueAlignmentFactors}
      source={frames}
      renderCounter={0}
      width={width}
      height={height}
      orientation={options.orientation}
      minVizWidth={options.minVizWidth}
      minVizHeight={options.minVizHeight}
      maxVizHeight={options.maxVizHeight}
      itemSpacing={BETWEEN_BARS}
      renderValue={({ value, orientation, alignmentFactors, width, height }) => (
        <BarGauge
          value={value.display}
          field={value.field}
          width={width}
          height={height}
          orientation={orientation}
          alignmentFactors={alignmentFactors}
          theme={theme}
          itemSpacing={BETWEEN_BARS}
          displayMode={options.displayMode}
          valueDisplayMode={options.valueMode}
          namePlacement={options.namePlacement}
          showUnfilled={options.showUnfilled}
        />
      )}
    />
  );
}
