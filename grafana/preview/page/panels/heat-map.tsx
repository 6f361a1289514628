import { formattedValueToString, getValueFormat } from '@grafana/data';
import { usePage } from '../theme.ts';
import type { Drawing } from './drawing.ts';
import { NoValue } from './no-value.tsx';
import { Label, position, TimeAxis } from './svg.tsx';

const LEFT = 60;
const BOTTOM = 22;
/** Viridis, from few to many. */
const COLOURS = [
  '#440154',
  '#482878',
  '#3e4989',
  '#31688e',
  '#26828e',
  '#1f9e89',
  '#35b779',
  '#6ece58',
  '#b5de2b',
  '#fde725',
] as const;

/** Stands in for Grafana's heat map. */
export function HeatMap({ panel, frames, width, height }: Drawing) {
  const { range } = usePage();
  const [time, ...buckets] = frames[0]?.fields ?? [];
  const most = Math.max(0, ...buckets.flatMap(({ values }) => values));
  if (!time || most === 0) return <NoValue panel={panel} />;
  const step = time.config.interval ?? 0;
  const rowHeight = (height - BOTTOM) / buckets.length;
  const x = position(range, LEFT, width - 6);
  const format = getValueFormat(panel.fieldConfig.defaults.unit);
  return (
    <svg width={width} height={height} role="img" aria-label={panel.title}>
      {buckets.map(({ name, values }, row) => {
        const top = (buckets.length - 1 - row) * rowHeight;
        return (
          <g key={name}>
            <Label x={LEFT - 6} y={top + 9} anchor="end">
              {name === '+Inf' ? '∞' : formattedValueToString(format(Number(name)))}
            </Label>
            {values.map((count: number, index: number) =>
              count > 0 ? (
                <rect
                  key={time.values[index]}
                  x={x(time.values[index] - step)}
                  width={Math.max(1, x(time.values[index]) - x(time.values[index] - step) - 1)}
                  y={top}
                  height={rowHeight - 1}
                  fill={
                    COLOURS[
                      Math.min(COLOURS.length - 1, Math.floor(Math.sqrt(count / most) * COLOURS.length))
                    ]
                  }
                />
              ) : null,
            )}
          </g>
        );
      })}
      <TimeAxis range={range} x={x} y={height - 6} />
    </svg>
  );
}
