import {
  applyFieldOverrides,
  cacheFieldDisplayNames,
  type DataFrame,
  type Field,
  FieldColorModeId,
  type FieldConfigSource,
  type GrafanaTheme2,
  getFieldDisplayName,
  ThresholdsMode,
  transformDataFrame,
} from '@grafana/data';
import { firstValueFrom } from 'rxjs';
import type { Panel } from './dashboard.ts';
import { type Context, framesOf } from './frames.ts';
import { fieldOptions } from './registry.ts';
import type { FieldReport, PanelReport, Shown } from './report.ts';
import { filledIn } from './variables.ts';

/** What a panel shows, with everything that Grafana does to it between the query and the drawing. */
export async function panelData(panel: Panel, context: Context, theme: GrafanaTheme2): Promise<DataFrame[]> {
  const interpolate = (text = '') => filledIn(text, context.variables, context.scoped);
  const frames = await framesOf(panel, context);
  const { transformations = [] } = panel;
  const transformed =
    transformations.length > 0
      ? await firstValueFrom(transformDataFrame(transformations, frames, { interpolate }))
      : frames;
  const overridden = applyFieldOverrides({
    data: transformed,
    fieldConfig: withDefaults(panel),
    replaceVariables: interpolate,
    theme,
    timeZone: 'browser',
    fieldConfigRegistry: fieldOptions,
  });
  cacheFieldDisplayNames(overridden);
  return overridden;
}

/** Colours of the panel types whose plugins do not colour by threshold. */
const COLOUR_MODES: Readonly<Record<string, FieldColorModeId>> = {
  timeseries: FieldColorModeId.PaletteClassic,
  barchart: FieldColorModeId.PaletteClassic,
};

/** The panel's field options with the defaults that Grafana's plugins declare. */
export function withDefaults({ type, fieldConfig }: Panel): FieldConfigSource {
  return {
    overrides: fieldConfig.overrides,
    defaults: {
      color: { mode: COLOUR_MODES[type] ?? FieldColorModeId.Thresholds },
      thresholds: {
        mode: ThresholdsMode.Absolute,
        steps: [
          { value: -Infinity, color: 'green' },
          { value: 80, color: 'red' },
        ],
      },
      ...fieldConfig.defaults,
    },
  };
}

export const reportOf = ({ title, type }: Panel, frames: readonly DataFrame[]): PanelReport => ({
  title,
  type,
  frames: frames.map((frame) => frame.fields.map((field) => fieldReport(field, frame, [...frames], type))),
});

function fieldReport(field: Field, frame: DataFrame, frames: DataFrame[], type: string): FieldReport {
  const values = type === 'table' ? field.values : extremes(field.values);
  return {
    name: getFieldDisplayName(field, frame, frames),
    type: field.type,
    hidden: Boolean(field.config.custom?.hidden ?? field.config.custom?.hideFrom?.viz),
    unit: field.config.unit,
    values,
    shown: values.map((value) => shown(field, value)),
    unknown: shown(field, null),
    thresholds: (field.config.thresholds?.steps ?? []).map(({ color }) => color),
  };
}

function shown(field: Field, value: unknown): Shown {
  const { prefix = '', text, suffix = '', color } = field.display?.(value) ?? { text: String(value) };
  return { text: `${prefix}${text}${suffix}`, colour: color };
}

function extremes(values: readonly unknown[]): readonly unknown[] {
  const known = values.filter((value): value is number => typeof value === 'number');
  if (known.length === 0) return values.slice(-1);
  return [Math.min(...known), Math.max(...known), known.at(-1)];
}
