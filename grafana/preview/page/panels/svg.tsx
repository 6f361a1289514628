import { dateTime } from '@grafana/data';
import type { Range } from '../prometheus.ts';
import { theme } from '../theme.ts';

/** Parts of the drawings that stand in for panels of which Grafana publishes no component. */

export const TEXT_SIZE = 11;

const A_DAY_MS = 86_400_000;
const TICKS = 6;

export const position =
  ({ from, to }: Range, left: number, right: number) =>
  (time: number) =>
    left + ((time - from) / (to - from)) * (right - left);

export function TimeAxis({ range, x, y }: { range: Range; x: (time: number) => number; y: number }) {
  const length = range.to - range.from;
  const format = length > 2 * A_DAY_MS ? 'MM/DD HH:mm' : 'HH:mm';
  return Array.from({ length: TICKS }, (_, index) => {
    const time = range.from + (length * (index + 0.5)) / TICKS;
    return (
      <Label key={time} x={x(time)} y={y} anchor="middle">
        {dateTime(time).format(format)}
      </Label>
    );
  });
}

export const Label = (props: {
  x: number;
  y: number;
  anchor: 'end' | 'middle' | 'start';
  children: string;
}) => (
  <text
    x={props.x}
    y={props.y}
    textAnchor={props.anchor}
    fontSize={TEXT_SIZE}
    fill={theme.colors.text.secondary}
  >
    {props.children}
  </text>
);

export const LEGEND_HEIGHT = 30;

export const Legend = ({
  items,
}: {
  items: readonly (readonly [text: string, colour: string | undefined])[];
}) => (
  <div style={{ height: LEGEND_HEIGHT, padding: '4px 8px', fontSize: 12, display: 'flex', gap: 12 }}>
    {items.map(([text, colour]) => (
      <span key={text}>
        <span style={{ display: 'inline-block', width: 14, height: 4, marginRight: 4, background: colour }} />
        {text}
      </span>
    ))}
  </div>
);
