import { type DataFrame, getFieldDisplayName } from '@grafana/data';
import { theme, usePage } from '../theme.ts';
import type { Drawing } from './drawing.ts';
import { NoValue } from './no-value.tsx';
import { LEGEND_HEIGHT, Legend, position, TEXT_SIZE, TimeAxis } from './svg.tsx';

/** Stands in for Grafana's state timeline. */
export function Timeline({ panel, frames, width, height }: Drawing) {
  const { range } = usePage();
  if (frames.length === 0) return <NoValue panel={panel} />;
  const chart = height - LEGEND_HEIGHT;
  const rowHeight = (chart - AXIS) / frames.length;
  const x = position(range, NAMES, width - 10);
  const rows = frames.map((frame) => ({
    name: getFieldDisplayName(frame.fields[1]!, frame),
    spans: spansOf(frame),
  }));
  const colours = new Map(
    rows.flatMap(({ spans }) => spans.map(({ text, colour }) => [text, colour] as const)),
  );
  return (
    <div>
      <svg width={width} height={chart} role="img" aria-label={panel.title}>
        {rows.map(({ name, spans }, row) => (
          <g key={name} transform={`translate(0 ${row * rowHeight})`}>
            <text
              x={NAMES - 8}
              y={rowHeight / 2 + 4}
              textAnchor="end"
              fontSize={12}
              fill={theme.colors.text.primary}
            >
              {name}
            </text>
            {spans.map(({ from, to, text, colour = '' }) => (
              <g key={from}>
                <rect
                  x={x(Math.max(from, range.from))}
                  width={Math.max(1, x(Math.min(to, range.to)) - x(Math.max(from, range.from)))}
                  y={rowHeight * 0.1}
                  height={rowHeight * 0.8}
                  fill={colour}
                />
                {x(to) - x(from) > FITS_TEXT && (
                  <text
                    x={x(Math.max(from, range.from)) + 6}
                    y={rowHeight / 2 + 4}
                    fontSize={TEXT_SIZE}
                    fill={theme.colors.getContrastText(colour)}
                  >
                    {text}
                  </text>
                )}
              </g>
            ))}
          </g>
        ))}
        <TimeAxis range={range} x={x} y={chart - 6} />
      </svg>
      <Legend items={[...colours]} />
    </div>
  );
}

const NAMES = 90;
const AXIS = 20;
const FITS_TEXT = 70;

interface Span {
  readonly from: number;
  to: number;
  readonly text: string;
  readonly colour?: string;
}

/** Equal states one after the other are one span; a step without a value ends it. */
function spansOf({ fields: [time, state] }: DataFrame): readonly Span[] {
  const spans: Span[] = [];
  const step = time?.config.interval ?? 0;
  for (const [index, at] of (time?.values ?? []).entries()) {
    const { text, color } = state!.display!(state!.values[index]);
    const last = spans.at(-1);
    if (last && last.text === text && at - last.to < step / 2) last.to = at + step;
    else spans.push({ from: at, to: at + step, text, colour: color });
  }
  return spans;
}
