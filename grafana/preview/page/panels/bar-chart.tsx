import { type Field, FieldType, formattedValueToString, getFieldDisplayName } from '@grafana/data';
import { theme } from '../theme.ts';
import type { Drawing } from './drawing.ts';
import { NoValue } from './no-value.tsx';
import { Label, LEGEND_HEIGHT, Legend } from './svg.tsx';

const LEFT = 60;
const BOTTOM = 24;
/** Steps of an axis that are easy to read: of seconds, and of other figures between two powers of ten. */
const STEPS = {
  time: [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200],
  other: [1, 2, 2.5, 5, 10],
};
/** About so many lines. */
const LINES = 4;

/** Stands in for Grafana's bar chart. */
export function BarChart({ panel, frames, width, height }: Drawing) {
  const [frame] = frames;
  const numbers = frame?.fields.filter(({ type }) => type === FieldType.number) ?? [];
  const across = frame?.fields.find((field) => getFieldDisplayName(field, frame) === panel.options.xField);
  if (!frame || !across || frame.length === 0 || numbers.length === 0) return <NoValue panel={panel} />;
  const stacked = panel.options.stacking === 'normal';
  const bars = Array.from({ length: frame.length }, (_, index) => barsAt(index, numbers, stacked));
  const most = Math.max(...bars.flat().map(({ to }) => to)) || 1;
  const step = stepOf(most, numbers[0]!.config.unit === 'dthms');
  const lines = Array.from({ length: Math.ceil(most / step) + 1 }, (_, index) => index * step);
  const highest = lines.at(-1)!;
  const plot = height - LEGEND_HEIGHT - BOTTOM;
  const y = (value: number) => plot - (value / highest) * (plot - 8);
  const room = (width - LEFT - 10) / frame.length;
  return (
    <div>
      <svg width={width} height={height - LEGEND_HEIGHT} role="img" aria-label={panel.title}>
        {lines.map((value) => (
          <g key={value}>
            <line x1={LEFT} x2={width} y1={y(value)} y2={y(value)} stroke={theme.colors.border.weak} />
            <Label x={LEFT - 6} y={y(value) + 4} anchor="end">
              {formattedValueToString(numbers[0]!.display!(value))}
            </Label>
          </g>
        ))}
        {bars.map((group, index) => (
          <g key={String(across.values[index])} transform={`translate(${LEFT + room * index} 0)`}>
            <Label x={room / 2} y={plot + 16} anchor="middle">
              {String(across.values[index])}
            </Label>
            {group.map(({ name, from, to, colour }, place) => {
              const share = stacked ? 1 : 1 / group.length;
              return (
                <rect
                  key={name}
                  x={room * (0.1 + 0.8 * (stacked ? 0 : place * share))}
                  width={room * 0.8 * share * 0.95}
                  y={y(to)}
                  height={Math.max(0, y(from) - y(to))}
                  fill={colour}
                />
              );
            })}
          </g>
        ))}
      </svg>
      <Legend items={numbers.map((field) => [getFieldDisplayName(field, frame), field.display!(0).color])} />
    </div>
  );
}

function stepOf(most: number, isTime: boolean): number {
  const least = most / LINES;
  const power = isTime ? 1 : 10 ** Math.floor(Math.log10(least));
  const steps = (isTime ? STEPS.time : STEPS.other).map((each) => each * power);
  return steps.find((each) => each >= least) ?? least;
}

function barsAt(index: number, fields: readonly Field[], stacked: boolean) {
  let below = 0;
  return fields.map((field) => {
    const value = Number(field.values[index] ?? 0);
    const from = stacked ? below : 0;
    below = from + value;
    return {
      name: field.config.displayName ?? field.name,
      from,
      to: from + value,
      colour: field.display!(value).color,
    };
  });
}
